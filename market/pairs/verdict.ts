import { TIMEFRAME_MS, type Timeframe } from "../time/timeframe.ts";
import { LEAST_TESTED } from "./cointegration.ts";
import type { Cointegration, PairValue, Verdict, VerdictId } from "./pair-value.ts";

const LEVELS = { strong: 0.05, weak: 0.1 } as const;

/**
 * Puts a window's test, half-life and z-score into words. `cointegrated` at p < 0.05, `weak` at p < 0.10, else `none`;
 * `unknown` where there is no test.
 */
export function verdictOf(
  value: PairValue,
  cointegration: Cointegration | null,
  about: { readonly timeframe: Timeframe; readonly window: number },
): Verdict {
  if (cointegration === null) return { id: "unknown", text: unknownText(value, about.window) };
  const { pValue, bars } = cointegration;
  const id = pValue < LEVELS.strong ? "cointegrated" : pValue < LEVELS.weak ? "weak" : "none";
  return {
    id,
    text: `${testText(id, pValue, bars)} ${reversionText(value, about.timeframe)}${placeText(value)}`,
  };
}

function unknownText({ missing }: PairValue, window: number): string {
  if (missing.hedgeRatio === "too_few_bars")
    return "There are not yet enough bars that both symbols have to judge this pair.";
  if (missing.zScore === undefined && window < LEAST_TESTED)
    return `A window of fewer than ${LEAST_TESTED} bars is too short to judge whether the prices move together.`;
  if (missing.hedgeRatio === "constant_prices" || missing.correlation === "constant_prices")
    return "A price did not move in the whole window, so there is nothing to compare.";
  return "One price follows almost exactly from the other: there is no spread to judge.";
}

function testText(id: Exclude<VerdictId, "unknown">, pValue: number, bars: number): string {
  const p = pValue < 0.001 ? "p below 0.001" : `p = ${pValue.toFixed(3)}`;
  switch (id) {
    case "cointegrated":
      return `Over the last ${bars} bars the two prices moved together: a spread that stays near its mean is unlikely to be chance (${p}).`;
    case "weak":
      return `Over the last ${bars} bars there are weak signs that the two prices moved together (${p}); one window in ten of unrelated prices looks like this.`;
    case "none":
      return `Over the last ${bars} bars nothing shows that the spread returns to a mean (${p}): it may just drift.`;
    default:
      return id satisfies never;
  }
}

function reversionText({ halfLife }: PairValue, timeframe: Timeframe): string {
  if (halfLife === null) return "No half-life can be told.";
  const bars = halfLife < 10 ? halfLife.toFixed(1) : halfLife.toFixed(0);
  return `Half of a deviation was gone after about ${bars} bars (${spanText(halfLife * TIMEFRAME_MS[timeframe])}).`;
}

function placeText({ zScore }: PairValue): string {
  if (zScore === null) return "";
  const size = Math.abs(zScore);
  const side = zScore >= 0 ? "above" : "below";
  if (size < 1) return " The spread is near its mean now.";
  return ` The spread is ${size.toFixed(1)} standard deviations ${side} its mean now${size >= 2 ? ", which is far" : ""}.`;
}

function spanText(ms: number): string {
  const units = [
    ["days", 86_400_000],
    ["hours", 3_600_000],
    ["minutes", 60_000],
    ["seconds", 1_000],
  ] as const;
  for (const [name, length] of units) if (ms >= 2 * length) return `${(ms / length).toFixed(0)} ${name}`;
  return `${(ms / 1_000).toFixed(1)} seconds`;
}
