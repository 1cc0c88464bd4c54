import { rsi } from "../../indicators/rsi/rsi.ts";
import type { Orders } from "../order.ts";
import type { Strategy } from "../strategy.ts";
import { percentLevel, stopPercentSpec, targetPercentSpec } from "./percent.ts";

interface ReversionState {
  readonly sides: "long" | "both";
  readonly entry: number;
  readonly exit: number;
  readonly stopPercent: number;
  readonly targetPercent: number;
  /** RSI of the bar before. */
  before: number | null;
}

/** Buys what has fallen hard and sells it when it has recovered. */
export const rsiReversion: Strategy<ReversionState> = {
  id: "rsi-reversion",
  title: "RSI reversion",
  description:
    "Buys when RSI falls to the entry level and sells when it has risen to the exit level; on both sides it also sells " +
    "short at 100 less the entry level and buys back at 100 less the exit level.",
  parameters: [
    {
      ...{ name: "period", title: "Period", description: "Of RSI." },
      ...{ default: 14, min: 2, max: 500, isWhole: true },
    },
    {
      ...{ name: "entry", title: "Entry level", description: "RSI at or below it, having been above, buys." },
      ...{ default: 30, min: 1, max: 50, isWhole: false },
    },
    {
      ...{
        name: "exit",
        title: "Exit level",
        description: "RSI at or above it sells; above the entry level.",
      },
      ...{ default: 55, min: 1, max: 99, isWhole: false },
    },
    stopPercentSpec(5),
    targetPercentSpec(0),
  ],
  hasStop: ({ stopPercent = 0 }) => stopPercent > 0,
  columns({ period = 0, entry = 0, exit = 0 }) {
    if (entry >= exit) throw new RangeError("entry must be less than exit");
    return [{ kernel: rsi, parameters: { period } }];
  },
  init: ({ entry = 0, exit = 0, stopPercent = 0, targetPercent = 0 }, { sides }) => ({
    ...{ sides, entry, exit, stopPercent, targetPercent },
    before: null,
  }),
  decide(state, _bar, row, held): Orders | null {
    const now = row[0] ?? Number.NaN;
    if (Number.isNaN(now)) return null;
    const before = state.before ?? now;
    state.before = now;
    const isLow = before > state.entry && now <= state.entry;
    const isHigh = state.sides === "both" && before < 100 - state.entry && now >= 100 - state.entry;
    const isBack = held !== null && (held.side === "long" ? now >= state.exit : now <= 100 - state.exit);
    if (!isLow && !isHigh && !isBack) return null;
    const stop = percentLevel(state.stopPercent);
    const target = percentLevel(state.targetPercent);
    const targets = target === null ? [] : [{ level: target, share: 1 }];
    const side = isLow ? "long" : isHigh ? "short" : null;
    const reason = isLow ? `RSI fell to ${state.entry}` : `RSI rose to ${100 - state.entry}`;
    return {
      ...(isBack ? { exit: "RSI came back" } : {}),
      ...(side === null ? {} : { enter: [{ side, at: null, stop, targets, reason }] }),
    };
  },
};
