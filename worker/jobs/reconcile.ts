import { type ReconcilePorts, reconcile } from "../../platform/backfill/reconcile.ts";
import { allSeries } from "../../platform/backfill/series.ts";
import { FeedError } from "../../platform/feeds/feed.ts";
import { errorText } from "../../platform/telemetry/log.ts";
import type { Job, JobPorts } from "./job.ts";

/** Compares what we made ourselves with what the exchange says, once a day. */
export const reconcileJob: Job = {
  id: "reconcile",
  description: "Compares the bars of the last closed days, every timeframe, with the exchange's own",
  cron: "41 0 * * *",
  timeoutMs: 600_000,
  async run(ports) {
    const series = await allSeries(ports.db);
    const failures: string[] = [];
    let [compared, mismatches, found] = [0, 0, 0];
    for (const { symbol, feed } of await ports.symbols()) {
      if (feed !== "binance") continue;
      try {
        const got = await reconcile(
          reconcilePorts(ports),
          symbol,
          series.filter((one) => one.symbol === symbol),
        );
        compared += got.compared;
        mismatches += got.mismatches;
        found += got.found;
      } catch (error) {
        // A hub or an exchange that fails keeps no other symbol from being compared.
        const what = error instanceof FeedError ? `${error.failure}: ${error.message}` : errorText(error);
        failures.push(`${symbol}: ${what}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
    const added = found > 0 ? `, ${found} that were taken for an outage stored` : "";
    return { rows: compared, detail: `${mismatches} of ${compared} bars corrected${added}` };
  },
};

function reconcilePorts(ports: JobPorts): ReconcilePorts {
  return {
    ...ports,
    reviseBars: (symbol, timeframe, bars) => ports.hub(symbol).reviseBars(timeframe, bars),
  };
}
