import { logRatio } from "../../indicators/parts/log-ratio.ts";
import { VARIANCE_FLOOR } from "../outlook.ts";
import { deviation } from "../sigma.ts";
import type { ModelFeature } from "./feature.ts";

/** A flat market has no deviation, and nothing no logarithm. */
const LEAST_DEVIATION = 1e-6;

/** How much the market moves: what can be foretold best. Means of bar variances are over those there are. */
export const VARIANCE: readonly ModelFeature[] = [
  ...[1, 5, 24, 168, 500].map(logVariance),
  logSigma(24),
  logSigma(168),
  {
    name: "lnVarianceSpread24",
    formula: "standard deviation of the ln of the last 24 bar variances",
    neutral: 0,
    value: ({ variances }) => deviation(variances.slice(-24).map((one) => logRatio(1, one))),
  },
  downShare(24),
  downShare(168),
  // What the next bars were like a day, some days, or a week ago: cycles of 24 and 168 bars are those of 1h, of 7
  // that of 1d. Models tell which of them means something; no clock is read.
  cycle("lnVarianceCycle24", 24, 1),
  cycle("lnVarianceCycle24Next5", 24, 5),
  cycle("lnVarianceCycle168Next5", 168, 5),
  cycle("lnVarianceCycle7", 7, 1),
];

function logVariance(count: number): ModelFeature {
  return {
    name: `lnVariance${count}`,
    formula: count === 1 ? "ln of the bar variance" : `ln of the mean of the last ${count} bar variances`,
    neutral: logRatio(1, VARIANCE_FLOOR),
    value: ({ variances }) => {
      const begin = Math.max(0, variances.length - count);
      let sum = 0;
      for (let i = begin; i < variances.length; i++) sum += variances[i] ?? 0;
      return logRatio(1, sum / (variances.length - begin));
    },
  };
}

function logSigma(count: number): ModelFeature {
  return {
    name: `lnSigma${count}`,
    formula: `ln(standard deviation of the last ${count} one-bar log returns + 0.000001)`,
    neutral: logRatio(1, LEAST_DEVIATION),
    value: ({ returns }) => logRatio(1, deviation(returns.slice(-count)) + LEAST_DEVIATION),
  };
}

function downShare(count: number): ModelFeature {
  return {
    name: `downShare${count}`,
    formula: `part of the squares of the last ${count} one-bar log returns that fell`,
    neutral: 0.5,
    value: ({ returns }) => {
      let [down, all] = [0, 0];
      for (let i = Math.max(0, returns.length - count); i < returns.length; i++) {
        const one = returns[i] ?? 0;
        all += one * one;
        if (one < 0) down += one * one;
      }
      return all > 0 ? down / all : null;
    },
  };
}

/** The mean variance of the bars that stand where the next `next` bars will, one and more whole cycles ago. */
function cycle(name: string, length: number, next: number): ModelFeature {
  return {
    name,
    formula: `ln of the mean variance of the bars that came where the next ${next === 1 ? "one comes" : `${next} come`} in a cycle of ${length}, over the last 512`,
    neutral: logRatio(1, VARIANCE_FLOOR),
    value: ({ variances }) => {
      let [sum, count] = [0, 0];
      for (let ahead = 1; ahead <= next; ahead++) {
        for (let i = variances.length - 1 + ahead - length; i >= 0; i -= length) {
          sum += variances[i] ?? 0;
          count += 1;
        }
      }
      return count === 0 ? null : logRatio(1, sum / count);
    },
  };
}
