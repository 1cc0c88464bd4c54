import type { Answer } from "../../market/forecast/answer.ts";
import { arimaOutlook } from "../../market/forecast/arima/arima-outlook.ts";
import type { FittedArima } from "../../market/forecast/arima/fit-arima.ts";
import { isUnfit, type Unfit } from "../../market/forecast/arima/unfit.ts";
import { BASELINE_VERSION } from "../../market/forecast/forecast.ts";
import { horizonsOf } from "../../market/forecast/horizons.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** What is kept of a fit of `arima`: its parameters, or why a series has none. */
export type StoredFit = FittedArima | Unfit;

/** What `arima` says at the last of some bars, by parameters that were fitted earlier; or why it says nothing. */
export function arimaAnswer(
  fit: StoredFit | undefined,
  bars: readonly PriceBar[],
  timeframe: Timeframe,
): Answer {
  if (fit === undefined) return { reason: "missing", detail: "it was not fitted to this series yet" };
  const said = isUnfit(fit)
    ? fit
    : arimaOutlook(
        fit,
        bars.map(({ close }) => close),
        horizonsOf(timeframe),
      );
  if (!isUnfit(said)) return { version: BASELINE_VERSION, outlook: said };
  return { reason: said.unfit === "too_short" ? "short_history" : "failed", detail: said.reason };
}
