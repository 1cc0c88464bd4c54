import type { Firing } from "../../../market/alerts/firing.ts";
import type { Env } from "../../../platform/env.ts";

/** Hands firings to their owners' logs, in order. Rejects where one of them does not answer. */
export async function appendToLogs(
  logs: Pick<Env["ALERT_LOG"], "getByName">,
  firings: readonly Firing[],
): Promise<void> {
  const byOwner = new Map<string, Firing[]>();
  for (const firing of firings) byOwner.set(firing.owner, [...(byOwner.get(firing.owner) ?? []), firing]);
  // A fresh stub for each use: one that has seen its object fail stays broken.
  for (const [owner, own] of byOwner) await logs.getByName(owner).append(own);
}
