import { type ModelFeature, share } from "./feature.ts";

/** Oscillators, of which 1 is what is usually called 100. */
export const OSCILLATORS: readonly ModelFeature[] = [
  { name: "rsi", formula: "RSI 14 / 100", neutral: 0.5, value: (r) => share(r.rsi, 100) },
  {
    name: "stochasticK",
    formula: "slow stochastic %K (14, 3) / 100",
    neutral: 0.5,
    value: (r) => share(r.stochastic?.k, 100),
  },
  {
    name: "stochasticD",
    formula: "mean of the last 3 %K / 100",
    neutral: 0.5,
    value: (r) => share(r.stochastic?.d, 100),
  },
  { name: "cci", formula: "CCI 20 / 100", neutral: 0, value: (r) => share(r.cci, 100) },
  { name: "mfi", formula: "MFI 14 / 100", neutral: 0.5, value: (r) => share(r.mfi, 100) },
  {
    name: "williamsR",
    formula: "Williams %R 14 / 100",
    neutral: -0.5,
    value: (r) => share(r.williamsR, 100),
  },
];
