import { logRatio } from "../../indicators/parts/log-ratio.ts";
import type { ModelFeature } from "./feature.ts";
import type { Reading } from "./reading.ts";

/** What the last bars did: returns, the bar's own shape, and the range that the close stands in. */
export const MOVEMENT: readonly ModelFeature[] = [
  ...[1, 5, 24, 168].map(logReturn),
  {
    name: "lnRange",
    formula: "ln(high / low)",
    neutral: 0,
    value: ({ bar }) => logRatio(bar.low, bar.high),
  },
  {
    name: "lnBody",
    formula: "ln(close / open)",
    neutral: 0,
    value: ({ bar }) => logRatio(bar.open, bar.close),
  },
  closePosition(1),
  {
    name: "lnRange24",
    formula: "ln(highest high / lowest low), of 24 bars",
    neutral: 0,
    value: (r) => {
      const { highest, lowest } = rangeOf(r, 24);
      return logRatio(lowest, highest);
    },
  },
  closePosition(24),
  closePosition(168),
];

function logReturn(count: number): ModelFeature {
  return {
    name: `logReturn${count}`,
    formula: `ln(close / close ${count === 1 ? "one bar" : `${count} bars`} before)`,
    neutral: 0,
    value: ({ bars, bar, index }) => {
      const before = bars[index - count];
      return before === undefined ? null : logRatio(before.close, bar.close);
    },
  };
}

function closePosition(count: number): ModelFeature {
  return {
    name: `closePosition${count}`,
    formula:
      count === 1
        ? "(close − low) / (high − low)"
        : `(close − lowest low) / (highest high − lowest low), of ${count} bars`,
    neutral: 0.5,
    value: (r) => {
      const { highest, lowest } = rangeOf(r, count);
      return highest > lowest ? (r.bar.close - lowest) / (highest - lowest) : null;
    },
  };
}

/** Of up to `count` last bars. */
function rangeOf({ bars, bar, from, index }: Reading, count: number) {
  let { high: highest, low: lowest } = bar;
  for (let i = Math.max(from, index + 1 - count); i < index; i++) {
    const one = bars[i];
    if (one === undefined) continue;
    if (one.high > highest) highest = one.high;
    if (one.low < lowest) lowest = one.low;
  }
  return { highest, lowest };
}
