import type { ComponentHealth } from "../../contract/rest/operations.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

const PATIENCE_MS = 2_000;

/** What looking at a component told. */
export interface Look {
  readonly ok: boolean;
  readonly bytes?: number | null;
  readonly detail?: string | null;
}

/**
 * Looks at a component, for two seconds at most. Does not throw: one that fails or is late is not ok. Why, the log
 * knows; an answer that is open to all does not.
 */
export async function examine(
  component: string,
  now: () => number,
  look: () => Promise<Look>,
): Promise<ComponentHealth> {
  const time = now();
  try {
    const { ok, bytes = null, detail = null } = await withDeadline(look(), PATIENCE_MS, component);
    return { component, time, ok, latencyMs: Math.max(0, now() - time), bytes, detail };
  } catch (error) {
    log({ event: "part_failed", part: component, error: errorText(error) });
    return { component, time, ok: false, latencyMs: null, bytes: null, detail: "failed or timed out" };
  }
}
