import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { handOverInitRun } from "../../platform/d1/init-runs.ts";
import type { Env, InitParams } from "../../platform/env.ts";
import { driveInit } from "../init/drive.ts";
import { drivePorts } from "../init/init-ports.ts";

/** A turn is short enough to be repeated without regret when its isolate goes away. */
const TURN_MS = 20_000;
/** An instance has room for so many steps; then another one goes on. */
const MOST_TURNS = 400;
const STEP = {
  retries: { limit: 8, delay: "2 seconds", backoff: "exponential" },
  timeout: "5 minutes",
} as const;

/**
 * Drives one initialisation. It has no memory of its own: an instance that was killed is replaced by another under
 * a new id, whose name in `init_run` stops the old one should it come back.
 */
export class InitWorkflow extends WorkflowEntrypoint<Env, InitParams> {
  override async run(event: Readonly<WorkflowEvent<InitParams>>, step: WorkflowStep): Promise<string> {
    const driver = { id: event.payload.id, instance: event.instanceId };
    for (let n = 1; n <= MOST_TURNS; n++) {
      const turn = await step.do(`drive ${n}`, STEP, () => driveInit(drivePorts(this.env), driver, TURN_MS));
      if (turn.ended) return "ended";
      if (turn.waitMs > 0) await step.sleep(`wait ${n}`, turn.waitMs);
    }
    await step.do("hand over", STEP, async () => {
      const instance = crypto.randomUUID();
      if (await handOverInitRun(this.env.DB, driver, instance)) {
        await this.env.INIT_WORKFLOW.create({ id: instance, params: event.payload });
      }
    });
    return "handed over";
  }
}
