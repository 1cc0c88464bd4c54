import {
  AO,
  APO,
  Aroon,
  BOP,
  CMO,
  CoppockCurve,
  DeMarker,
  DisparityIndex,
  DPO,
  ElderRay,
  EMA,
  IMI,
  KST,
  MOM,
  PPO,
  Qstick,
  SMA,
  TSI,
  UltimateOscillator,
  VHF,
  VortexIndicator,
} from "trading-signals";
import { output, single, whole } from "../catalog/description.ts";
import { barsToFade, barsToFadeInRatio } from "../settling.ts";
import { LONGEST, libraryIndicator, ofBars, ofCloses } from "./library-indicator.ts";

const bars = (count: number, least = 2, most = LONGEST) => whole(count, least, most);
const ema = (count: number) => 2 / (count + 1);
const fastBelowSlow = ({ fast, slow }: Readonly<Record<"fast" | "slow", number>>) =>
  fast < slow ? undefined : `fast must be below slow: ${fast}, ${slow}`;

/** How fast prices move, and how much of it has a direction. */
export const MOMENTUM = [
  libraryIndicator({
    ...{ id: "trix", title: "TRIX (Hutson)", outputs: single("TRIX", "percent"), pane: "own" },
    formula: "100 × change of EMA of EMA of EMA over its value a bar before",
    parameters: { period: bars(15) },
    warmUp: ({ period }) => 3 * (period - 1) + 2,
    settles: ({ period: n }) => ({ bars: 3 * n + barsToFade(ema(n), ema(n), ema(n)) }),
    // Of the library's averages: its own TRIX divides by the newer value.
    make({ period }) {
      const averages = [new EMA(period), new EMA(period), new EMA(period)];
      let previous: number | null = null;
      return ({ close }) => {
        const triple = averages.reduce((input, average) => average.update(input, false), close);
        const value = previous === null ? null : 100 * (triple / previous - 1);
        previous = triple;
        return value;
      };
    },
  }),
  libraryIndicator({
    ...{ id: "apo", title: "Absolute price oscillator", outputs: single("APO", "price"), pane: "own" },
    formula: "EMA(fast) − EMA(slow)",
    parameters: { fast: bars(12, 2, LONGEST - 1), slow: bars(26, 3) },
    refuses: fastBelowSlow,
    warmUp: ({ slow }) => slow,
    settles: ({ slow }) => ({ bars: slow + barsToFade(ema(slow)) }),
    make: ({ fast, slow }) => ofCloses(new APO({ fastPeriod: fast, slowPeriod: slow })),
  }),
  libraryIndicator({
    ...{ id: "ppo", title: "Percentage price oscillator", outputs: single("PPO", "percent"), pane: "own" },
    formula: "100 × (EMA(fast) − EMA(slow)) / EMA(slow)",
    parameters: { fast: bars(12, 2, LONGEST - 1), slow: bars(26, 3) },
    refuses: fastBelowSlow,
    warmUp: ({ slow }) => slow,
    settles: ({ slow }) => ({ bars: slow + barsToFade(ema(slow)) }),
    make: ({ fast, slow }) => ofCloses(new PPO({ fastPeriod: fast, slowPeriod: slow })),
  }),
  libraryIndicator({
    ...{ id: "momentum", title: "Momentum", outputs: single("Momentum", "price"), pane: "own" },
    formula: "close − close n bars before",
    parameters: { period: bars(10, 1) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make: ({ period }) => ofCloses(new MOM(period)),
  }),
  libraryIndicator({
    ...{ id: "cmo", title: "Chande momentum oscillator", outputs: single("CMO", "score"), pane: "own" },
    formula: "100 × (Σ rises − Σ falls) / (Σ rises + Σ falls) over n changes (Chande's sums, not smoothed)",
    parameters: { period: bars(14) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make: ({ period }) => ofCloses(new CMO(period)),
  }),
  libraryIndicator({
    ...{ id: "dpo", title: "Detrended price oscillator", outputs: single("DPO", "price"), pane: "own" },
    formula: "close ⌊n / 2⌋ + 1 bars before − SMA(n)",
    parameters: { period: bars(20) },
    warmUp: ({ period }) => Math.max(period, Math.floor(period / 2) + 2),
    settles: ({ period }) => ({ bars: period + 2 }),
    make: ({ period }) => ofCloses(new DPO(period)),
  }),
  libraryIndicator({
    ...{ id: "coppock", title: "Coppock curve", outputs: single("Coppock", "percent"), pane: "own" },
    formula: "WMA of rate of change (long) + rate of change (short)",
    parameters: { long: bars(14), short: bars(11), average: bars(10) },
    warmUp: ({ long, short, average }) => Math.max(long, short) + average,
    settles: ({ long, short, average }) => ({ bars: Math.max(long, short) + average }),
    make: ({ long, short, average }) =>
      ofCloses(new CoppockCurve({ longRocInterval: long, shortRocInterval: short, wmaInterval: average })),
  }),
  libraryIndicator({
    ...{ id: "kst", title: "Know sure thing (Pring)", outputs: single("KST", "percent"), pane: "own" },
    formula: "Σ i × SMA of rate of change: 10, 15, 20, 30 bars, means of 10, 10, 10, 15",
    parameters: {},
    warmUp: () => 45,
    settles: () => ({ bars: 45 }),
    make: () => ofCloses(new KST()),
  }),
  libraryIndicator({
    ...{ id: "tsi", title: "True strength index (Blau)", outputs: single("TSI", "score"), pane: "own" },
    formula: "100 × EMA(short) of EMA(long) of changes / the same of |changes|",
    parameters: { long: bars(25), short: bars(13) },
    warmUp: ({ long, short }) => long + short,
    settles: ({ long, short }) => ({ bars: long + short + barsToFadeInRatio(ema(long), ema(short)) }),
    make: ({ long, short }) => ofCloses(new TSI({ longPeriod: long, shortPeriod: short })),
  }),
  libraryIndicator({
    ...{ id: "ultimate", title: "Ultimate oscillator (Williams)", pane: "own" },
    outputs: single("Ultimate oscillator", "score"),
    formula:
      "100 × (4 a + 2 b + c) / 7 of buying pressure / true range over short, medium, long; 50 where nothing moved for `short` bars",
    parameters: { short: bars(7, 2, LONGEST - 2), medium: bars(14, 3, LONGEST - 1), long: bars(28, 4) },
    refuses: ({ short, medium, long }) =>
      short < medium && medium < long
        ? undefined
        : `short, medium, long must rise: ${short}, ${medium}, ${long}`,
    warmUp: ({ long }) => long + 1,
    settles: ({ long }) => ({ bars: long + 1 }),
    make: ({ short, medium, long }) =>
      ofBars(new UltimateOscillator({ shortPeriod: short, mediumPeriod: medium, longPeriod: long })),
  }),
  libraryIndicator({
    ...{ id: "awesome", title: "Awesome oscillator (Williams)", pane: "own" },
    outputs: single("Awesome oscillator", "price"),
    formula: "SMA(fast) − SMA(slow) of (high + low) / 2",
    parameters: { fast: bars(5, 2, LONGEST - 1), slow: bars(34, 3) },
    refuses: fastBelowSlow,
    warmUp: ({ slow }) => slow,
    settles: ({ slow }) => ({ bars: slow }),
    make: ({ fast, slow }) => ofBars(new AO(fast, slow)),
  }),
  libraryIndicator({
    ...{ id: "accelerator", title: "Accelerator oscillator (Williams)", pane: "own" },
    outputs: single("Accelerator oscillator", "price"),
    formula: "Awesome oscillator − its SMA(signal)",
    parameters: { fast: bars(5, 2, LONGEST - 1), slow: bars(34, 3), signal: bars(5) },
    refuses: ({ fast, slow }) => fastBelowSlow({ fast, slow }),
    warmUp: ({ slow, signal }) => slow + signal - 1,
    settles: ({ slow, signal }) => ({ bars: slow + signal }),
    // Of the library's parts: its own AC passes over bars whose awesome oscillator is exactly 0.
    make({ fast, slow, signal }) {
      const awesome = new AO(fast, slow);
      const mean = new SMA(signal);
      return (bar) => {
        const value = awesome.update(bar, false);
        if (value === null) return null;
        const average = mean.update(value, false);
        return average === null ? null : value - average;
      };
    },
  }),
  libraryIndicator({
    ...{ id: "aroon", title: "Aroon (Chande)", pane: "own" },
    outputs: [output("up", "Aroon up", "score"), output("down", "Aroon down", "score")],
    formula: "100 × (n − bars since the highest high, or lowest low, of n + 1 bars) / n",
    parameters: { period: bars(25) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make({ period }) {
      const aroon = new Aroon(period);
      return (bar) => {
        const value = aroon.update(bar, false);
        return value === null ? null : { up: value.aroonUp, down: value.aroonDown };
      };
    },
  }),
  libraryIndicator({
    ...{ id: "vortex", title: "Vortex indicator", pane: "own" },
    outputs: [output("plus", "VI+", "ratio"), output("minus", "VI−", "ratio")],
    formula: "Σ |high − low before| and Σ |low − high before| over Σ true range of n bars",
    parameters: { period: bars(14) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make({ period }) {
      const vortex = new VortexIndicator(period);
      return (bar) => {
        const value = vortex.update(bar, false);
        return value === null ? null : { plus: value.plus, minus: value.minus };
      };
    },
  }),
  libraryIndicator({
    ...{ id: "elder-ray", title: "Elder ray", pane: "own" },
    outputs: [output("bull", "Bull power", "price"), output("bear", "Bear power", "price")],
    formula: "high − EMA and low − EMA of closes",
    parameters: { period: bars(13) },
    warmUp: ({ period }) => period,
    settles: ({ period }) => ({ bars: period + barsToFade(ema(period)) }),
    make({ period }) {
      const ray = new ElderRay(period);
      return (bar) => {
        const value = ray.update(bar, false);
        return value === null ? null : { bull: value.bullPower, bear: value.bearPower };
      };
    },
  }),
  libraryIndicator({
    ...{ id: "bop", title: "Balance of power", outputs: single("BOP", "ratio"), pane: "own" },
    formula: "(close − open) / (high − low); 0 in a bar without height",
    parameters: {},
    warmUp: () => 1,
    settles: () => ({ bars: 1 }),
    make: () => ofBars(new BOP()),
  }),
  libraryIndicator({
    ...{ id: "qstick", title: "Qstick (Chande)", outputs: single("Qstick", "price"), pane: "own" },
    formula: "SMA of close − open",
    parameters: { period: bars(8) },
    warmUp: ({ period }) => period,
    settles: ({ period }) => ({ bars: period }),
    make: ({ period }) => ofBars(new Qstick(period)),
  }),
  libraryIndicator({
    ...{ id: "disparity", title: "Disparity index", outputs: single("Disparity", "percent"), pane: "own" },
    formula: "100 × (close − SMA) / SMA",
    parameters: { period: bars(14) },
    warmUp: ({ period }) => period,
    settles: ({ period }) => ({ bars: period }),
    make: ({ period }) => ofCloses(new DisparityIndex(period)),
  }),
  libraryIndicator({
    ...{ id: "demarker", title: "DeMarker", outputs: single("DeMarker", "ratio"), pane: "own" },
    formula: "Σ rises of the high / (Σ rises of the high + Σ falls of the low) of n bars",
    parameters: { period: bars(14) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make: ({ period }) => ofBars(new DeMarker({ interval: period })),
  }),
  libraryIndicator({
    ...{ id: "intraday-momentum", title: "Intraday momentum index (Chande)", pane: "own" },
    outputs: single("IMI", "score"),
    formula: "100 × Σ (close − open) of rising bars / Σ |close − open| of n bars",
    parameters: { period: bars(14) },
    warmUp: ({ period }) => period,
    settles: ({ period }) => ({ bars: period }),
    make: ({ period }) => ofBars(new IMI(period)),
  }),
  libraryIndicator({
    ...{ id: "vhf", title: "Vertical horizontal filter (White)", pane: "own" },
    outputs: single("VHF", "ratio"),
    formula: "(highest close − lowest close of n) / Σ |changes| of n",
    parameters: { period: bars(28) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make: ({ period }) => ofCloses(new VHF(period)),
  }),
];
