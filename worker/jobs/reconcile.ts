import { reconcile } from "../../platform/backfill/reconcile.ts";
import { allSeries } from "../../platform/backfill/series.ts";
import { FeedError } from "../../platform/feeds/feed.ts";
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
    let [compared, mismatches] = [0, 0];
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
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
        failures.push(`${symbol}: ${error.failure}: ${error.message}`);
      }
    }
    if (failures.length > 0) throw new Error(failures.join("; "));
    return { rows: compared, detail: `${mismatches} of ${compared} bars corrected` };
  },
};

function reconcilePorts(ports: JobPorts) {
  return {
    ...ports,
    reviseMinutes: (...[symbol, klines]: Parameters<Parameters<typeof reconcile>[0]["reviseMinutes"]>) =>
      ports.hub(symbol).reviseMinutes(klines),
  };
}
