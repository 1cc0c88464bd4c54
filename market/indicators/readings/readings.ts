import { bollingerReader, donchianReader, keltnerReader } from "./bands.ts";
import {
  bandReader,
  closesStill,
  flowStill,
  logReturnReader,
  rangeStill,
  rocReader,
  stochasticReader,
} from "./oscillators.ts";
import type { Reader, Reading, Recent } from "./reading.ts";
import {
  adxReader,
  averageReader,
  ichimokuReader,
  lineReader,
  macdReader,
  psarReader,
  supertrendReader,
} from "./trends.ts";
import {
  atrReader,
  obvReader,
  obvSlopeReader,
  realisedVolatilityReader,
  relativeVolumeReader,
} from "./volumes.ts";

/** By the indicator's id. */
const READERS: Readonly<Record<string, Reader>> = {
  rsi: bandReader({ label: "RSI", high: 70, low: 30, digits: 1, isStill: closesStill }),
  mfi: bandReader({ label: "MFI", high: 80, low: 20, digits: 1, isStill: flowStill }),
  cci: bandReader({ label: "CCI", high: 100, low: -100, digits: 0 }),
  "williams-r": bandReader({ label: "Williams %R", high: -20, low: -80, digits: 1, isStill: rangeStill }),
  stochastic: stochasticReader("Stochastic", rangeStill),
  "stoch-rsi": stochasticReader("Stochastic RSI", closesStill),
  roc: rocReader,
  "log-return": logReturnReader,
  macd: macdReader,
  sma: averageReader("SMA"),
  ema: averageReader("EMA"),
  vwap: averageReader("VWAP"),
  "session-vwap": lineReader(() => "VWAP of the day"),
  adx: adxReader,
  supertrend: supertrendReader,
  ichimoku: ichimokuReader,
  psar: psarReader,
  bollinger: bollingerReader,
  keltner: keltnerReader,
  donchian: donchianReader,
  atr: atrReader,
  "realised-volatility": realisedVolatilityReader,
  obv: obvReader,
  "obv-slope": obvSlopeReader,
  "relative-volume": relativeVolumeReader(),
  "volume-spike": relativeVolumeReader("ratio", "threshold"),
};

/** What the indicator of that id says of the latest bar; null while it has no value, and of what nobody reads. */
export function readingOf(id: string, recent: Recent): Reading | null {
  return READERS[id]?.(recent) ?? null;
}

/** Whether an indicator is read at all: our own are. */
export function isRead(id: string): boolean {
  return Object.hasOwn(READERS, id);
}
