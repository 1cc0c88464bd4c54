import { TIMEFRAME_MS } from "../time/timeframe.ts";
import type { BacktestSeries } from "./series.ts";
import type { BacktestSettings } from "./settings.ts";
import type { Simulation } from "./simulation.ts";

/** Fewer trades than this say little of the next ones. */
const FEW_TRADES = 30;
/** A greater part of a bar's volume would have moved the price. */
const LARGE_PART = 0.01;

/** What a reader of the result has to keep in mind, in plain English ([BT-50]). */
export function notesOf(
  series: BacktestSeries,
  { broker, equity }: Simulation,
  settings: BacktestSettings,
): string[] {
  const { trades, unclearBars, largestPart } = broker;
  const { strategy, sides, timeframe } = settings;
  const notes: string[] = [];
  if (strategy !== "buy-and-hold" && trades.length < FEW_TRADES) {
    notes.push(`Only ${counted(trades.length, "trade")}: a few lucky ones would change the picture.`);
  }
  notes.push(
    "In sample: whoever looks at these bars and then chooses a strategy or its parameters finds some that did well " +
      "by chance. Try what you chose on bars you have not looked at.",
  );
  notes.push(
    "Bars, not ticks: what came first within a bar is not known, so that a stop is taken to be hit before a target" +
      (unclearBars === 0 ? "." : `; in ${counted(unclearBars, "bar")} both were within reach.`),
  );
  notes.push(
    "Orders are filled whole, at the bar's price plus the slippage that was set" +
      (largestPart > LARGE_PART
        ? `; the largest was ${percent(largestPart)} of its bar's volume, which would have moved the price.`
        : "."),
  );
  if (sides === "both") {
    notes.push("Short positions pay no funding and no interest, and no exchange calls for margin.");
  }
  if (strategy === "signals") {
    notes.push(
      "Signals are replayed without a model's predictions, and from the first bar on without a past.",
    );
  }
  const missing = missingBars(series, TIMEFRAME_MS[timeframe]);
  if (missing > 0)
    notes.push(`${counted(missing, "bar")} of the stretch ${missing === 1 ? "is" : "are"} missing.`);
  if (trades.at(-1)?.exitReason === "end of the data") {
    notes.push("The last position was still open: it is counted as closed at the last close.");
  }
  // By an exit that came too late as well.
  if ((equity.at(-1) ?? 1) <= 0) notes.push("The account was used up, and trading ended there.");
  notes.push("The past of a price is no promise. Not investment advice.");
  return notes;
}

function missingBars({ bars, first }: BacktestSeries, lengthMs: number): number {
  const from = bars[first]?.openTime ?? 0;
  const to = bars.at(-1)?.openTime ?? from;
  return Math.max(0, Math.round((to - from) / lengthMs) + 1 - (bars.length - first));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function percent(part: number): string {
  return part >= 1 ? "more than all" : `${(part * 100).toPrecision(2)} %`;
}
