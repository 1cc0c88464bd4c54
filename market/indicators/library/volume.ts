import { AD, ADOSC, CMF, EMV, ForceIndex, PVO, PVT, VROC } from "trading-signals";
import { single, whole } from "../catalog/description.ts";
import { barsToFade } from "../settling.ts";
import { LONGEST, libraryIndicator, ofBars } from "./library-indicator.ts";

const bars = (count: number, least = 2, most = LONGEST) => whole(count, least, most);
const ema = (count: number) => 2 / (count + 1);
const fastBelowSlow = ({ fast, slow }: Readonly<Record<"fast" | "slow", number>>) =>
  fast < slow ? undefined : `fast must be below slow: ${fast}, ${slow}`;

/** What volume says of prices. */
export const VOLUME = [
  libraryIndicator({
    ...{ id: "ad", title: "Accumulation/distribution line (Chaikin)", pane: "own" },
    outputs: single("A/D", "volume"),
    formula: "Σ volume × ((close − low) − (high − close)) / (high − low)",
    parameters: {},
    warmUp: () => 1,
    settles: () => "never",
    make: () => ofBars(new AD()),
  }),
  libraryIndicator({
    ...{ id: "ad-oscillator", title: "Chaikin oscillator", pane: "own" },
    outputs: single("A/D oscillator", "volume"),
    formula: "EMA(fast) − EMA(slow) of the accumulation/distribution line",
    parameters: { fast: bars(3, 2, LONGEST - 1), slow: bars(10, 3) },
    refuses: fastBelowSlow,
    warmUp: ({ slow }) => slow,
    settles: ({ slow }) => ({ bars: slow + barsToFade(ema(slow)) }),
    make: ({ fast, slow }) => ofBars(new ADOSC({ fastPeriod: fast, slowPeriod: slow })),
  }),
  libraryIndicator({
    ...{ id: "cmf", title: "Chaikin money flow", outputs: single("CMF", "ratio"), pane: "own" },
    formula: "Σ volume × ((close − low) − (high − close)) / (high − low) over Σ volume of n bars",
    parameters: { period: bars(20) },
    warmUp: ({ period }) => period,
    settles: ({ period }) => ({ bars: period }),
    make: ({ period }) => ofBars(new CMF(period)),
  }),
  libraryIndicator({
    ...{ id: "pvt", title: "Price volume trend", outputs: single("PVT", "volume"), pane: "own" },
    formula: "Σ volume × (close − close before) / close before",
    parameters: {},
    warmUp: () => 2,
    settles: () => "never",
    make: () => ofBars(new PVT()),
  }),
  libraryIndicator({
    ...{ id: "ease-of-movement", title: "Ease of movement (Arms)", pane: "own" },
    outputs: single("Ease of movement", "score"),
    formula: "SMA of change of (high + low) / 2 × (high − low) / (volume / 10⁸)",
    parameters: { period: bars(14) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make: ({ period }) => ofBars(new EMV(period)),
  }),
  libraryIndicator({
    ...{ id: "force-index", title: "Force index (Elder)", outputs: single("Force", "money"), pane: "own" },
    formula: "EMA of (close − close before) × volume",
    parameters: { period: bars(13) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + barsToFade(ema(period)) }),
    make: ({ period }) => ofBars(new ForceIndex(period)),
  }),
  libraryIndicator({
    ...{ id: "pvo", title: "Percentage volume oscillator", outputs: single("PVO", "percent"), pane: "own" },
    formula: "100 × (EMA(fast) − EMA(slow)) / EMA(slow) of volume",
    parameters: { fast: bars(12, 2, LONGEST - 1), slow: bars(26, 3) },
    refuses: fastBelowSlow,
    warmUp: ({ slow }) => slow,
    settles: ({ slow }) => ({ bars: slow + barsToFade(ema(slow)) }),
    make({ fast, slow }) {
      const oscillator = new PVO({ fastPeriod: fast, slowPeriod: slow });
      return ({ volume }) => oscillator.update(volume, false);
    },
  }),
  libraryIndicator({
    ...{
      id: "volume-roc",
      title: "Rate of change of volume",
      outputs: single("VROC", "percent"),
      pane: "own",
    },
    formula: "100 × (volume − volume n bars before) / volume n bars before; 0 after a bar without volume",
    parameters: { period: bars(14, 1) },
    warmUp: ({ period }) => period + 1,
    settles: ({ period }) => ({ bars: period + 1 }),
    make({ period }) {
      const change = new VROC(period);
      return ({ volume }) => change.update(volume, false);
    },
  }),
];
