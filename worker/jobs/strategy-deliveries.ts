import { takeDue } from "../../platform/d1/webhook-deliveries.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import { deliver, LEASE_MS } from "../webhooks/deliver.ts";
import { STRATEGY, strategyTarget } from "../webhooks/strategy-target.ts";
import type { Job } from "./job.ts";

/** Messages that are sent side by side. */
const AT_ONCE = 10;
/** After so long no further ones are taken: each may wait for its receiver for some seconds. */
const TAKING_MS = 35_000;

/** Sends stored messages that are due to the strategy webhook: those whose sender died, and those tried again. */
export const strategyDeliveries: Job = {
  id: "strategy-deliveries",
  description: "Sends predictions on to the strategy webhook, again where that has failed",
  cron: "*/15 * * * *",
  timeoutMs: 55_000,
  async run({ db, now, config }) {
    const configured = strategyTarget(config);
    const target = (name: string) => (name === STRATEGY ? configured : null);
    const startedAt = now();
    const counts = { delivered: 0, pending: 0, given_up: 0, gone: 0 };
    const failures: string[] = [];
    while (now() - startedAt < TAKING_MS) {
      const due = await takeDue(db, now(), LEASE_MS, AT_ONCE);
      await Promise.all(
        due.map(async (one) => {
          try {
            counts[(await deliver({ db, now, target }, one)).status] += 1;
          } catch (error) {
            failures.push(`${one.id}: ${errorText(error)}`);
          }
        }),
      );
      if (due.length < AT_ONCE) break;
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
    const rows = counts.delivered + counts.pending + counts.given_up + counts.gone;
    if (rows === 0) return { rows };
    const detail = `${counts.delivered} delivered, ${counts.pending} to be tried again, ${counts.given_up + counts.gone} given up`;
    return { rows, detail };
  },
};
