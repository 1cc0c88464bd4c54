import { sma } from "../../indicators/sma/sma.ts";
import type { Orders } from "../order.ts";
import type { Strategy } from "../strategy.ts";
import { percentLevel, sideOf, stopPercentSpec, targetPercentSpec } from "./percent.ts";

interface CrossState {
  readonly sides: "long" | "both";
  readonly stopPercent: number;
  readonly targetPercent: number;
  /** 1: the fast average was last above the slow one; −1 below; 0 not known yet. */
  above: number;
}

/** Long while the fast average of closes is above the slow one. */
export const smaCross: Strategy<CrossState> = {
  id: "sma-cross",
  title: "Crossing averages",
  description:
    "Buys when the fast average of closes rises above the slow one and sells when it falls below; on both sides it is " +
    "short in between.",
  parameters: [
    {
      ...{ name: "fast", title: "Fast", description: "Bars of the fast average." },
      ...{ default: 20, min: 1, max: 1_000, isWhole: true },
    },
    {
      ...{ name: "slow", title: "Slow", description: "Bars of the slow average, more than the fast one's." },
      ...{ default: 50, min: 2, max: 2_000, isWhole: true },
    },
    stopPercentSpec(5),
    targetPercentSpec(0),
  ],
  hasStop: ({ stopPercent = 0 }) => stopPercent > 0,
  columns({ fast = 0, slow = 0 }) {
    if (fast >= slow) throw new RangeError("fast must be less than slow");
    return [
      { kernel: sma, parameters: { period: fast } },
      { kernel: sma, parameters: { period: slow } },
    ];
  },
  init: ({ stopPercent = 0, targetPercent = 0 }, { sides }) => ({
    ...{ sides, stopPercent, targetPercent },
    above: 0,
  }),
  decide(state, _bar, row, held): Orders | null {
    const fast = row[0] ?? Number.NaN;
    const slow = row[1] ?? Number.NaN;
    // Equal, or not known yet: as it was.
    const above = fast > slow ? 1 : fast < slow ? -1 : state.above;
    if (above === state.above) return null;
    const isFirst = state.above === 0;
    state.above = above;
    if (isFirst) return null;
    const reason =
      above > 0 ? "fast average rose above the slow one" : "fast average fell below the slow one";
    const side = sideOf(above, state.sides);
    if (side === null) return held === null ? null : { exit: reason };
    const target = percentLevel(state.targetPercent);
    const stop = percentLevel(state.stopPercent);
    const targets = target === null ? [] : [{ level: target, share: 1 }];
    const enter = [{ side, at: null, stop, targets, reason }];
    return held === null || held.side === side ? { enter } : { exit: reason, enter };
  },
};
