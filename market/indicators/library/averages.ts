import {
  AccelerationBands,
  ALMA,
  ChandelierExit,
  DEMA,
  HMA,
  KAMA,
  LinearRegression,
  T3,
  TEMA,
  TRIMA,
  VWMA,
  WMA,
  ZLEMA,
} from "trading-signals";
import { output, real, single, whole } from "../catalog/description.ts";
import { barsToFade } from "../settling.ts";
import { LONGEST, libraryIndicator, ofBars, ofCloses } from "./library-indicator.ts";

const period = (bars: number, least = 2) => ({ period: whole(bars, least, LONGEST) });
const ema = (bars: number) => 2 / (bars + 1);
const PRICE = single("Average", "price");
/** KAMA moves at least by its slowest speed squared. */
const KAMA_SLOWEST = (2 / 31) ** 2;

/** Averages and bands that are drawn over the prices. */
export const AVERAGES = [
  libraryIndicator({
    ...{ id: "dema", title: "Double exponential moving average", outputs: PRICE, pane: "price" },
    formula: "2 EMA − EMA of EMA",
    parameters: period(20),
    warmUp: (chosen) => 2 * chosen.period - 1,
    settles: (chosen) => ({ bars: barsToFade(ema(chosen.period), ema(chosen.period)) }),
    make: (chosen) => ofCloses(new DEMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "tema", title: "Triple exponential moving average", outputs: PRICE, pane: "price" },
    formula: "3 EMA − 3 EMA of EMA + EMA of EMA of EMA",
    parameters: period(20),
    warmUp: (chosen) => 3 * chosen.period - 2,
    settles: ({ period: n }) => ({ bars: 3 * n + barsToFade(ema(n), ema(n), ema(n)) }),
    make: (chosen) => ofCloses(new TEMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "t3", title: "T3 (Tillson)", outputs: PRICE, pane: "price" },
    formula: "Six EMA one after the other, the last four weighted by the volume factor",
    parameters: { ...period(5), factor: real(0.7, 0, 1) },
    warmUp: (chosen) => 6 * (chosen.period - 1) + 1,
    settles: ({ period: n }) => ({
      bars: 6 * n + barsToFade(ema(n), ema(n), ema(n), ema(n), ema(n), ema(n)),
    }),
    make: (chosen) => ofCloses(new T3(chosen.period, chosen.factor)),
  }),
  libraryIndicator({
    ...{ id: "wma", title: "Weighted moving average", outputs: PRICE, pane: "price" },
    formula: "Σ i × close / Σ i, i = 1 for the oldest of n closes, n for the newest",
    parameters: period(20),
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: (chosen) => ofCloses(new WMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "trima", title: "Triangular moving average", outputs: PRICE, pane: "price" },
    formula: "Mean of n closes, weighted up to the middle one and down again",
    parameters: period(20),
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: (chosen) => ofCloses(new TRIMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "hma", title: "Hull moving average", outputs: PRICE, pane: "price" },
    formula: "WMA(⌊√n⌋) of 2 WMA(⌊n / 2⌋) − WMA(n)",
    parameters: period(20, 4),
    warmUp: ({ period: n }) => n + Math.floor(Math.sqrt(n)) - 1,
    settles: ({ period: n }) => ({ bars: n + Math.floor(Math.sqrt(n)) }),
    make: (chosen) => ofCloses(new HMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "kama", title: "Kaufman's adaptive moving average", outputs: PRICE, pane: "price" },
    formula: "previous + s² × (close − previous), s between 2/31 and 2/3 by |change over n| / Σ |changes|",
    parameters: period(10),
    warmUp: (chosen) => chosen.period + 1,
    settles: (chosen) => ({ bars: chosen.period + barsToFade(KAMA_SLOWEST) }),
    make: (chosen) => ofCloses(new KAMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "zlema", title: "Zero-lag exponential moving average", outputs: PRICE, pane: "price" },
    formula: "EMA of 2 close − close ⌊(n − 1) / 2⌋ bars ago",
    parameters: period(20, 3),
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period + barsToFade(ema(chosen.period)) }),
    make: (chosen) => ofCloses(new ZLEMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "alma", title: "Arnaud Legoux moving average", outputs: PRICE, pane: "price" },
    formula: "Mean of n closes under a bell around offset × (n − 1), n / sigma wide",
    parameters: { ...period(9), offset: real(0.85, 0, 1), sigma: real(6, 0.5, 50) },
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: (chosen) => ofCloses(new ALMA(chosen.period, chosen.offset, chosen.sigma)),
  }),
  libraryIndicator({
    ...{ id: "vwma", title: "Volume-weighted moving average", outputs: PRICE, pane: "price" },
    formula: "Σ close × volume / Σ volume of n bars; null without volume",
    parameters: period(20),
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: (chosen) => ofBars(new VWMA(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "linear-regression", title: "Linear regression", pane: "price" },
    formula: "Least squares line through n closes: its end, and its slope a bar",
    outputs: [output("value", "End of the line", "price"), output("slope", "Slope a bar", "price")],
    parameters: period(14),
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: ({ period: n }) => {
      const line = new LinearRegression(n);
      return ({ close }) => {
        const fitted = line.update(close, false);
        return fitted === null
          ? null
          : { value: fitted.intercept + fitted.slope * (n - 1), slope: fitted.slope };
      };
    },
  }),
  libraryIndicator({
    ...{ id: "acceleration-bands", title: "Acceleration bands (Headley)", pane: "price" },
    formula: "Means of n: high × (1 + w × (high − low) / (high + low)), close, low × (1 − the same)",
    outputs: [
      output("upper", "Upper band", "price"),
      output("middle", "Middle", "price"),
      output("lower", "Lower band", "price"),
    ],
    parameters: { ...period(20), width: real(4, 0.1, 100) },
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: (chosen) => {
      const bands = new AccelerationBands(chosen.period, chosen.width);
      return (bar) => {
        const value = bands.update(bar, false);
        return value === null ? null : { upper: value.upper, middle: value.middle, lower: value.lower };
      };
    },
  }),
  libraryIndicator({
    ...{ id: "chandelier-exit", title: "Chandelier exit", pane: "price" },
    formula: "Highest high of n − k ATR, lowest low of n + k ATR",
    outputs: [output("long", "Exit of a long", "price"), output("short", "Exit of a short", "price")],
    parameters: { ...period(22), multiplier: real(3, 0.1, 100) },
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period + barsToFade(1 / chosen.period) }),
    make: (chosen) => {
      const exit = new ChandelierExit({ interval: chosen.period, multiplier: chosen.multiplier });
      return (bar) => {
        const value = exit.update(bar, false);
        return value === null ? null : { long: value.long, short: value.short };
      };
    },
  }),
];
