import type { Kernel, Parameters, Value } from "../kernel.ts";

/** Short parameters, so that a few bars go through warm-up, full windows and far beyond; the first set is the law's. */
const SETS: Readonly<Record<string, readonly Parameters[]>> = {
  macd: [
    { fast: 3, slow: 6, signal: 3 },
    { fast: 2, slow: 9, signal: 1 },
  ],
  bollinger: [
    { period: 5, deviations: 2 },
    { period: 2, deviations: 0.5 },
  ],
  stochastic: [
    { period: 4, smoothing: 2, signal: 3 },
    { period: 1, smoothing: 1, signal: 1 },
    { period: 7, smoothing: 1, signal: 4 },
  ],
  "stoch-rsi": [
    { period: 3, stochastic: 4, signal: 2 },
    { period: 2, stochastic: 1, signal: 1 },
    { period: 5, stochastic: 2, signal: 5 },
  ],
  "volume-spike": [
    { period: 5, threshold: 2 },
    { period: 1, threshold: 0.5 },
  ],
  supertrend: [
    { period: 3, multiplier: 2 },
    { period: 1, multiplier: 0.5 },
  ],
  psar: [
    { step: 0.02, max: 0.2 },
    { step: 0.1, max: 0.3 },
  ],
  ichimoku: [
    { conversion: 2, base: 4, span: 7 },
    { conversion: 6, base: 3, span: 1 },
  ],
  keltner: [
    { period: 5, range: 3, multiplier: 1.5 },
    { period: 2, range: 6, multiplier: 2 },
  ],
  "session-vwap": [{}],
  obv: [{}],
};

const PERIODS: readonly Parameters[] = [{ period: 5 }, { period: 2 }, { period: 13 }];

/** Sets of parameters to test a kernel with; its defaults are the last. */
export function parameterSets(kernel: Kernel<Parameters, object, Value>): readonly Parameters[] {
  return [...(SETS[kernel.id] ?? PERIODS), kernel.defaults];
}
