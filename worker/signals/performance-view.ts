import { DISCLAIMER, type SignalPerformance } from "../../contract/rest/signals.ts";
import { addOutcomes, NO_OUTCOMES, outcomesOf } from "../../market/signals/performance.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { OutcomeGroup } from "../../platform/d1/signal-queries.ts";

/** What became of signals, group by group and in all, as REST answers it. */
export function performanceView(
  groups: readonly OutcomeGroup[],
  bounds: readonly number[],
  costs: number,
  asOf: EpochMs,
): SignalPerformance {
  const total = groups.reduce((sum, { sums }) => addOutcomes(sum, sums), NO_OUTCOMES);
  return {
    total: outcomesOf(total),
    groups: groups.map(({ symbol, timeframe, side, bucket, sums }) => ({
      ...{ symbol, timeframe, side },
      bucket: [bounds[bucket] ?? 0, bounds[bucket + 1] ?? 1],
      outcomes: outcomesOf(sums),
    })),
    ...{ costs, asOf, disclaimer: DISCLAIMER },
  };
}
