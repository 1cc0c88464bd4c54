import { dickeyFuller } from "../statistics/dickey-fuller.ts";
import { engleGrangerCritical, engleGrangerP } from "../statistics/mackinnon.ts";
import { type Line, leastSquaresLine } from "./hedge.ts";
import type { LogPrices } from "./log-prices.ts";
import type { Cointegration } from "./pair-value.ts";

/** Of y's variance, less than this is left when x is known: statsmodels' `100 √ε`. The test says nothing then. */
const COLLINEAR = 100 * 1.4901161193847656e-8;

/** Of fewer bars the lags that are tried leave next to nothing to estimate them by. */
export const LEAST_TESTED = 30;

/**
 * The Engle-Granger test of y on x with a constant: an augmented Dickey-Fuller test, lags by AIC, of what the least
 * squares line leaves; `coint(y, x, trend="c", autolag="aic")` of statsmodels, and its p-value and critical values.
 * Null where x is constant, where y follows from x, and of fewer than `LEAST_TESTED` bars.
 * @param line of the same window, where it is known already.
 */
export function cointegration(
  prices: LogPrices,
  line: Line | null = leastSquaresLine(prices),
): Cointegration | null {
  if (line === null || prices.y.length < LEAST_TESTED || !(line.sse > COLLINEAR * line.syy)) return null;
  const test = dickeyFuller(line.residuals);
  if (test === null) return null;
  const bars = prices.y.length;
  return {
    statistic: test.statistic,
    pValue: engleGrangerP(test.statistic),
    criticalValues: engleGrangerCritical(bars),
    usedLag: test.usedLag,
    bars,
  };
}
