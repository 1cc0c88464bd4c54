import type { PriceBar } from "../../indicators/kernel.ts";
import type { CloseReason, Decision, Side } from "../signal.ts";

/** What became of a signal, told by searching for the first of everything; nothing is stepped. */
export interface Fate {
  readonly openTime: number;
  readonly side: Side;
  readonly touched: readonly (number | null)[];
  readonly reason: CloseReason | null;
  readonly closePrice: number | null;
  readonly closedAt: number | null;
  readonly best: number;
  readonly worst: number;
}

/** All signals of a series by the written rules [SIG-40] to [SIG-43], outcomes on bars. */
export function fatesOnBars(
  bars: readonly PriceBar[],
  decisions: readonly Decision[],
  lifetime: number,
): Fate[] {
  const fates: Fate[] = [];
  let from = 0;
  for (;;) {
    const start = decisions.findIndex((one, i) => i >= from && one.signal !== "HOLD" && one.levels !== null);
    const decision = decisions[start];
    if (decision === undefined || decision.signal === "HOLD" || decision.levels === null) return fates;
    const { signal: side, levels } = decision;
    const isBuy = side === "BUY";
    const first = (test: (bar: PriceBar, i: number) => boolean) => {
      const found = bars.findIndex((bar, i) => i > start && test(bar, i));
      return found < 0 ? Number.POSITIVE_INFINITY : found;
    };
    const stop = first((bar) => (isBuy ? bar.low <= levels.stopLoss : bar.high >= levels.stopLoss));
    const targets = levels.takeProfits.map((level) =>
      first((bar) => (isBuy ? bar.high >= level : bar.low <= level)),
    );
    const third = targets[2] ?? Number.POSITIVE_INFINITY;
    const opposite = first((_, i) => decisions[i]?.signal === (isBuy ? "SELL" : "BUY"));
    const old = start + lifetime < bars.length ? start + lifetime : Number.POSITIVE_INFINITY;
    const end = Math.min(stop, third, opposite, old);
    const reason: CloseReason | null =
      end === Number.POSITIVE_INFINITY
        ? null
        : end === stop
          ? "stop"
          : end === third
            ? "target3"
            : end === opposite
              ? "opposite"
              : "expired";
    const timeOf = (i: number) => decisions[i]?.closeTime ?? null;
    const lived = bars.slice(start + 1, Math.min(end, bars.length - 1) + 1);
    const whole = reason === "stop" ? lived.slice(0, -1) : lived;
    const last = bars[end];
    const gap =
      last === undefined
        ? 0
        : isBuy
          ? Math.min(last.open, levels.stopLoss)
          : Math.max(last.open, levels.stopLoss);
    const extra = reason === "stop" ? [gap] : [];
    const highest = Math.max(levels.entry, ...whole.map(({ high }) => high), ...(isBuy ? [] : extra));
    const lowest = Math.min(levels.entry, ...whole.map(({ low }) => low), ...(isBuy ? extra : []));
    fates.push({
      ...{ openTime: decision.openTime, side, reason },
      touched: targets.map((i) => (i < stop && i <= end && i < bars.length ? timeOf(i) : null)),
      closePrice:
        reason === null
          ? null
          : reason === "stop"
            ? gap
            : reason === "target3"
              ? (levels.takeProfits[2] ?? null)
              : (last?.close ?? null),
      closedAt: reason === null ? null : timeOf(end),
      best: isBuy ? highest : lowest,
      worst: isBuy ? lowest : highest,
    });
    if (reason === null) return fates;
    // The bar that ended it may issue the next one.
    from = end;
  }
}
