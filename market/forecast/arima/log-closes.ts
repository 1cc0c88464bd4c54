import { logRatio } from "../../indicators/parts/log-ratio.ts";
import type { Unfit } from "./unfit.ts";

/** So many of the newest closes are fitted and filtered ([FC-30]). */
export const ARIMA_WINDOW = 500;
/** With fewer there is neither fit nor forecast. */
export const ARIMA_LEAST = 100;

/** The natural logarithms of the last `ARIMA_WINDOW` closes, oldest first; or why they have none. */
export function logCloses(closes: ArrayLike<number>): Float64Array | Unfit {
  const from = Math.max(0, closes.length - ARIMA_WINDOW);
  const logs = new Float64Array(closes.length - from);
  if (logs.length < ARIMA_LEAST)
    return { unfit: "too_short", reason: `${logs.length} closes; at least ${ARIMA_LEAST} are needed` };
  for (let i = 0; i < logs.length; i++) {
    const close = closes[from + i] ?? Number.NaN;
    if (!Number.isFinite(close))
      return { unfit: "not_finite", reason: `close ${from + i + 1} of ${closes.length} is no finite number` };
    if (close <= 0)
      return { unfit: "not_positive", reason: `close ${from + i + 1} of ${closes.length} is not above zero` };
    logs[i] = logRatio(1, close);
  }
  return logs;
}
