import type { ReviseReport } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { differences } from "../../market/bars/reconcile.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { Core } from "./core.ts";

/**
 * Final bars overruled by the exchange's klines, days after they closed: revised, announced and carried to D1 as
 * any revision is, a minute with all that stands on it. Bars that are not held any more are left to the caller.
 * @param bars the klines, each at the revision that it needs at least to count everywhere: one more than D1 has.
 */
export function reviseBars(
  core: Core,
  timeframe: Exclude<Timeframe, "1s">,
  bars: readonly Bar[],
): ReviseReport {
  const held: EpochMs[] = [];
  let revised = 0;
  core.tables.sql.transaction(() => {
    for (const bar of bars) {
      const known = core.tables.bars.get(timeframe, bar.openTime);
      if (known === undefined || !bar.final) continue;
      held.push(bar.openTime);
      const agrees = differences(known, { ...bar, timeframe, closed: true }).length === 0;
      // One that agrees is on its way to D1, unless D1 has another by the same right or a better one.
      if (agrees && known.revision >= bar.revision) continue;
      const next = { ...bar, revision: Math.max(bar.revision, known.revision + 1) };
      if (timeframe === "1m") core.engine.replaceMinute(next, "mismatch");
      else core.engine.replaceRolled(timeframe, next);
      core.count("kline_mismatches");
      revised += 1;
    }
  });
  if (revised > 0) core.checkpoint();
  return { held, revised };
}
