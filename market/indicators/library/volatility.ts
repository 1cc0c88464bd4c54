import { BollingerBands, CHOP, MassIndex, NATR, UlcerIndex } from "trading-signals";
import { real, single, whole } from "../catalog/description.ts";
import { barsToFade, barsToFadeInRatio } from "../settling.ts";
import { LONGEST, libraryIndicator, ofBars, ofCloses } from "./library-indicator.ts";

const period = (bars: number) => ({ period: whole(bars, 2, LONGEST) });
const MASS_EMA = 2 / 10;

/** How far prices swing. */
export const VOLATILITY = [
  libraryIndicator({
    ...{
      id: "natr",
      title: "Normalised average true range",
      outputs: single("NATR", "percent"),
      pane: "own",
    },
    formula: "100 × ATR / close",
    parameters: period(14),
    warmUp: (chosen) => chosen.period + 1,
    settles: (chosen) => ({ bars: chosen.period + barsToFade(1 / chosen.period) }),
    make: (chosen) => ofBars(new NATR(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "bandwidth", title: "Bollinger bandwidth", outputs: single("Bandwidth", "ratio"), pane: "own" },
    formula: "(upper − lower) / middle of Bollinger bands",
    parameters: { ...period(20), deviations: real(2, 0.1, 100) },
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make(chosen) {
      const bands = new BollingerBands(chosen.period, chosen.deviations);
      return ({ close }) => {
        const value = bands.update(close, false);
        return value === null ? null : (value.upper - value.lower) / value.middle;
      };
    },
  }),
  libraryIndicator({
    ...{ id: "choppiness", title: "Choppiness index", outputs: single("Choppiness", "score"), pane: "own" },
    formula: "100 × log₁₀(Σ true range / (highest − lowest true price)) / log₁₀ n",
    parameters: period(14),
    warmUp: (chosen) => chosen.period + 1,
    settles: (chosen) => ({ bars: chosen.period + 1 }),
    make: (chosen) => ofBars(new CHOP(chosen.period)),
  }),
  libraryIndicator({
    ...{
      id: "mass-index",
      title: "Mass index (Dorsey)",
      outputs: single("Mass index", "score"),
      pane: "own",
    },
    formula: "Σ over n bars of EMA(9) of high − low / EMA(9) of that",
    parameters: period(25),
    warmUp: (chosen) => chosen.period + 16,
    settles: (chosen) => ({ bars: chosen.period + 16 + barsToFadeInRatio(MASS_EMA, MASS_EMA) }),
    make: (chosen) => ofBars(new MassIndex(chosen.period)),
  }),
  libraryIndicator({
    ...{ id: "ulcer", title: "Ulcer index (Martin)", outputs: single("Ulcer index", "percent"), pane: "own" },
    formula: "√ mean of squared falls, in percent, from the highest close since the window of n began",
    parameters: period(14),
    warmUp: (chosen) => chosen.period,
    settles: (chosen) => ({ bars: chosen.period }),
    make: (chosen) => ofCloses(new UlcerIndex(chosen.period)),
  }),
];
