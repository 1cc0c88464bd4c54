import { atr } from "../../indicators/atr/atr.ts";
import { donchian } from "../../indicators/donchian/donchian.ts";
import type { Entry, HeldPosition, Level, Orders, PositionSide } from "../order.ts";
import type { Strategy } from "../strategy.ts";

/** Highest and lowest price of the last bars: of the longer stretch that is entered by, and of the shorter one. */
interface Channels {
  readonly upper: number;
  readonly lower: number;
  readonly exitUpper: number;
  readonly exitLower: number;
}

interface BreakoutState {
  readonly sides: "long" | "both";
  readonly stopAtr: number;
  readonly isIntrabar: boolean;
  /** At the bar before: what this one may have broken out of. Null until there is one. */
  channels: Channels | null;
}

/** Donchian's rule, as the Turtles traded it: with what breaks out of its range, until it falls back. */
export const donchianBreakout: Strategy<BreakoutState> = {
  id: "donchian-breakout",
  title: "Donchian breakout",
  description:
    "Buys what rises above the highest price of many bars and sells it when it falls below the lowest of fewer bars; " +
    "on both sides also the other way round. At closes, or at the levels themselves.",
  parameters: [
    {
      ...{ name: "entryBars", title: "Entry bars", description: "Bars of the range that is broken out of." },
      ...{ default: 20, min: 2, max: 1_000, isWhole: true },
    },
    {
      ...{ name: "exitBars", title: "Exit bars", description: "Bars of the range that it is left by." },
      ...{ default: 10, min: 1, max: 1_000, isWhole: true },
    },
    {
      ...{ name: "stopAtr", title: "Stop, ATR", description: "ATRs between entry and stop; 0 for none." },
      ...{ default: 2, min: 0, max: 100, isWhole: false },
    },
    {
      ...{
        name: "intrabar",
        title: "Within bars",
        description: "1: at the levels; 0: at the open after a close.",
      },
      ...{ default: 0, min: 0, max: 1, isWhole: true },
    },
  ],
  hasStop: ({ stopAtr = 0, intrabar = 0 }) => stopAtr > 0 || intrabar === 1,
  columns: ({ entryBars = 0, exitBars = 0 }) => [
    { kernel: donchian, parameters: { period: entryBars }, field: "upper" },
    { kernel: donchian, parameters: { period: entryBars }, field: "lower" },
    { kernel: donchian, parameters: { period: exitBars }, field: "upper" },
    { kernel: donchian, parameters: { period: exitBars }, field: "lower" },
    { kernel: atr, parameters: atr.defaults },
  ],
  init: ({ stopAtr = 0, intrabar = 0 }, { sides }) => ({
    ...{ sides, stopAtr, isIntrabar: intrabar === 1 },
    channels: null,
  }),
  decide(state, bar, row, held): Orders | null {
    const [upper = Number.NaN, lower = 0, exitUpper = Number.NaN, exitLower = 0, range = Number.NaN] = row;
    if (Number.isNaN(upper) || Number.isNaN(exitUpper) || Number.isNaN(range)) return null;
    const before = state.channels;
    const now: Channels = { upper, lower, exitUpper, exitLower };
    state.channels = now;
    if (state.isIntrabar) return ordersWithin(state, now, range, held);
    return before === null ? null : ordersAtClose(state, before, bar.close, range, held);
  },
};

/** Orders that lie at the levels during the next bar. */
function ordersWithin(
  { sides, stopAtr }: BreakoutState,
  { upper, lower, exitUpper, exitLower }: Channels,
  range: number,
  held: HeldPosition | null,
): Orders {
  // The stop follows the range, and never moves away from the price.
  if (held?.side === "long") return { moveStop: Math.max(held.stop ?? 0, exitLower) };
  if (held?.side === "short") return { moveStop: Math.min(held.stop ?? exitUpper, exitUpper) };
  const long = entryOf("long", upper, stopAtr > 0 ? { distance: stopAtr * range } : { price: exitLower });
  const short = entryOf("short", lower, stopAtr > 0 ? { distance: stopAtr * range } : { price: exitUpper });
  return { enter: sides === "both" ? [long, short] : [long] };
}

/** Orders for the next open, where the close broke out of the range of the bars before. */
function ordersAtClose(
  { sides, stopAtr }: BreakoutState,
  { upper, lower, exitUpper, exitLower }: Channels,
  close: number,
  range: number,
  held: HeldPosition | null,
): Orders | null {
  const side: PositionSide | null =
    close > upper ? "long" : close < lower && sides === "both" ? "short" : null;
  const isOver = held !== null && (held.side === "long" ? close < exitLower : close > exitUpper);
  if (!isOver && (side === null || side === held?.side)) return null;
  const stop = stopAtr > 0 ? { distance: stopAtr * range } : null;
  return {
    ...(isOver ? { exit: "came back through its range" } : {}),
    ...(side === null ? {} : { enter: [entryOf(side, null, stop)] }),
  };
}

function entryOf(side: PositionSide, at: number | null, stop: Level | null): Entry {
  const reason = side === "long" ? "broke out above its range" : "broke out below its range";
  return { side, at, stop, targets: [], reason };
}
