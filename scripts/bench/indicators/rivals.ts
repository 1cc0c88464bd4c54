import technical from "technicalindicators";
import * as signals from "trading-signals";
import type { PriceBar } from "../../../market/indicators/kernel.ts";

/** One step of somebody else's indicator. */
export type Step = (bar: PriceBar) => unknown;

/** Indicators of `technicalindicators` by our ids, each with our defaults. */
export const TECHNICAL: Readonly<Record<string, () => Step>> = {
  sma: () => ofCloses(new technical.SMA({ period: 20, values: [] })),
  ema: () => ofCloses(new technical.EMA({ period: 21, values: [] })),
  rsi: () => ofCloses(new technical.RSI({ period: 14, values: [] })),
  macd: () =>
    ofCloses(
      new technical.MACD({
        ...{ values: [], fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 },
        ...{ SimpleMAOscillator: false, SimpleMASignal: false },
      }),
    ),
  atr: () => ofBars(new technical.ATR({ period: 14, ...empty() })),
  "session-vwap": () => ofBars(new technical.VWAP({ ...empty(), volume: [] })),
  bollinger: () => ofCloses(new technical.BollingerBands({ period: 20, stdDev: 2, values: [] })),
  stochastic: () => ofBars(new technical.Stochastic({ period: 14, signalPeriod: 3, ...empty() })),
  "stoch-rsi": () =>
    ofCloses(
      new technical.StochasticRSI({
        values: [],
        rsiPeriod: 14,
        stochasticPeriod: 14,
        kPeriod: 3,
        dPeriod: 3,
      }),
    ),
  obv: () => ofBars(new technical.OBV({ close: [], volume: [] })),
  adx: () => ofBars(new technical.ADX({ period: 14, ...empty() })),
  cci: () => ofBars(new technical.CCI({ period: 20, ...empty() })),
  mfi: () => ofBars(new technical.MFI({ period: 14, ...empty(), volume: [] })),
  "williams-r": () => ofBars(new technical.WilliamsR({ period: 14, ...empty() })),
  roc: () => ofCloses(new technical.ROC({ period: 14, values: [] })),
  psar: () => ofBars(new technical.PSAR({ step: 0.02, max: 0.2, high: [], low: [] })),
  ichimoku: () =>
    ofBars(
      new technical.IchimokuCloud({
        ...{ high: [], low: [], conversionPeriod: 9, basePeriod: 26, spanPeriod: 52, displacement: 26 },
      }),
    ),
  keltner: () =>
    ofBars(
      new technical.KeltnerChannels({
        ...{ ...empty(), maPeriod: 20, atrPeriod: 10, useSMA: false, multiplier: 2 },
      }),
    ),
};

/** Indicators of `trading-signals` by our ids, each with our defaults. */
export const SIGNALS: Readonly<Record<string, () => Step>> = {
  sma: () => addCloses(new signals.SMA(20)),
  ema: () => addCloses(new signals.EMA(21)),
  rsi: () => addCloses(new signals.RSI(14)),
  macd: () => addCloses(new signals.MACD(new signals.EMA(12), new signals.EMA(26), new signals.EMA(9))),
  atr: () => addBars(new signals.ATR(14)),
  "session-vwap": () => addBars(new signals.VWAP()),
  bollinger: () => addCloses(new signals.BollingerBands(20, 2)),
  stochastic: () => addBars(new signals.StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 })),
  "stoch-rsi": () => addCloses(new signals.StochasticRSI(14)),
  obv: () => addBars(new signals.OBV(2)),
  adx: () => addBars(new signals.ADX(14)),
  cci: () => addBars(new signals.CCI(20)),
  mfi: () => addBars(new signals.MFI(14)),
  "williams-r": () => addBars(new signals.WilliamsR(14)),
  roc: () => addCloses(new signals.ROC(14)),
  psar: () => addBars(new signals.PSAR({ accelerationStep: 0.02, accelerationMax: 0.2 })),
  ichimoku: () =>
    addBars(new signals.IchimokuCloud({ conversionInterval: 9, baseInterval: 26, spanBInterval: 52 })),
  keltner: () => addBars(new signals.KeltnerChannels({ emaInterval: 20, atrInterval: 10, multiplier: 2 })),
  donchian: () => addBars(new signals.DonchianChannels(20)),
};

function empty() {
  return { high: [], low: [], close: [] };
}

interface Pulled {
  // A method, of anything: the library's types tell the batch's input instead of a step's.
  nextValue(input: unknown): unknown;
}
interface Pushed<T> {
  update(input: T, replace: boolean): unknown;
}

function ofCloses(indicator: Pulled): Step {
  return (bar) => indicator.nextValue(bar.close);
}
function ofBars(indicator: Pulled): Step {
  return (bar) => indicator.nextValue(bar);
}
function addCloses(indicator: Pushed<number>): Step {
  return (bar) => indicator.update(bar.close, false);
}
function addBars(indicator: Pushed<PriceBar>): Step {
  return (bar) => indicator.update(bar, false);
}
