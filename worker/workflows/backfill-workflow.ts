import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { advance } from "../../platform/backfill/advance.ts";
import type { BackfillParams, Env } from "../../platform/env.ts";
import { backfillPorts } from "../backfill/backfill-ports.ts";

/** An instance ends after so many steps; the job that watches backfills starts the next one. */
const MOST_STEPS = 400;
const STEP = {
  retries: { limit: 5, delay: "5 seconds", backoff: "exponential" },
  timeout: "2 minutes",
} as const;

/**
 * Drives one backfill. It has no memory of its own: an instance that was killed is replaced by another under a new
 * id as soon as its lease is over.
 */
export class BackfillWorkflow extends WorkflowEntrypoint<Env, BackfillParams> {
  override async run(event: Readonly<WorkflowEvent<BackfillParams>>, step: WorkflowStep): Promise<string> {
    const { id } = event.payload;
    const ports = backfillPorts(this.env);
    for (let n = 1; n <= MOST_STEPS; n++) {
      const { state, ms } = await step.do(`advance ${n}`, STEP, async () => {
        const result = await advance(ports, id, event.instanceId);
        return {
          state: result.state,
          ms: result.state === "wait" ? result.ms : 0,
          cursor: result.row.cursor,
        };
      });
      if (state === "wait") await step.sleep(`wait ${n}`, ms);
      else if (state !== "progress") return state;
    }
    return "progress";
  }
}
