import type { ReviseReport } from "../../contract/hub.ts";
import type { Kline } from "../../market/bars/kline.ts";
import { differences } from "../../market/bars/reconcile.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { Core } from "./core.ts";

/**
 * Final 1m bars overruled by the exchange's klines, days after they closed: revised, announced and carried to D1 as
 * any revision is, with all that stands on them. Minutes that are not held any more are left to the caller.
 */
export function reviseMinutes(core: Core, klines: readonly Kline[]): ReviseReport {
  const held: EpochMs[] = [];
  let revised = 0;
  core.tables.sql.transaction(() => {
    for (const kline of klines) {
      const known = core.tables.bars.get("1m", kline.openTime);
      if (known === undefined || kline.timeframe !== "1m") continue;
      held.push(kline.openTime);
      if (!kline.closed || differences(known, kline).length === 0) continue;
      core.engine.replaceMinute(barOfKline(kline, known.revision + 1), "mismatch");
      core.count("kline_mismatches");
      revised += 1;
    }
  });
  if (revised > 0) core.checkpoint();
  return { held, revised };
}
