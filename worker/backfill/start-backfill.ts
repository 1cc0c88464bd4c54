import type { Env } from "../../platform/env.ts";

/** Starts a Workflow instance for a backfill: always a new one, since what counts is the row and its lease. */
export async function startBackfill(env: Pick<Env, "BACKFILL_WORKFLOW">, id: string): Promise<void> {
  await env.BACKFILL_WORKFLOW.create({ id: crypto.randomUUID(), params: { id } });
}
