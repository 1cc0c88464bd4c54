import type { HorizonOutlook, Outlook } from "../outlook.ts";
import { type FilteredArima, filterArima } from "./filter-arima.ts";
import type { FittedArima } from "./fit-arima.ts";
import { forecastSeries } from "./forecast-arma.ts";
import { isUnfit, type Unfit } from "./unfit.ts";

/** The standard normal's .9 and .975 quantiles. */
const INNER = 1.2815515655446004;
const OUTER = 1.959963984540054;

/**
 * What a fitted model says after the last of `closes` ([FC-37]): for each horizon the normal quantiles of the log
 * return, by expectation and variance of the log price there. The variance that a forecast tells, of the bars' highs
 * and lows, it does not know: null; so are probabilities, which follow from the quantiles that are served.
 * @param closes oldest first; at least 100, of which the last 500 count. @param horizons in bars.
 */
export function arimaOutlook(
  fitted: FittedArima,
  closes: ArrayLike<number>,
  horizons: readonly number[],
): Outlook | Unfit {
  const filtered = filterArima(fitted, closes);
  return isUnfit(filtered) ? filtered : outlookAfter(fitted, filtered, horizons);
}

/** The same, by a state that is at hand. */
export function outlookAfter(
  fitted: FittedArima,
  { filter, last }: FilteredArima,
  horizons: readonly number[],
): Outlook {
  const steps = Math.max(0, ...horizons);
  const { mean, variance } = forecastSeries(fitted, filter, last.slice(0, fitted.d), steps);
  return {
    horizons: horizons.map((horizon): HorizonOutlook => {
      const middle = (mean[horizon - 1] ?? 0) - (last[0] ?? 0);
      const deviation = Math.sqrt(variance[horizon - 1] ?? 0);
      return {
        horizon,
        quantiles: [
          middle - OUTER * deviation,
          middle - INNER * deviation,
          middle,
          middle + INNER * deviation,
          middle + OUTER * deviation,
        ],
        variance: null,
      };
    }),
    probabilities: null,
  };
}
