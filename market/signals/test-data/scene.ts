import { CORE_KEYS, type CoreKey, type CoreValues } from "../../indicators/core-set.ts";
import type { Value } from "../../indicators/kernel.ts";
import type { Detection, PatternId } from "../../patterns/detection.ts";
import type { Scene } from "../scene.ts";
import { SIGNAL_RULES } from "../weights.ts";

const OPEN_TIME = 1_723_161_600_000;

/** Values by name; null for all that are not given. */
export function thoughtValues(given: Partial<Record<CoreKey, Value>>): CoreValues {
  const values: Partial<Record<CoreKey, Value | null>> = {};
  for (const key of CORE_KEYS) values[key] = given[key] ?? null;
  // Every key is in CORE_KEYS.
  return values as CoreValues;
}

/** A market that rises on every horizon, its volume behind it. */
export const RISING: Partial<Record<CoreKey, Value>> = {
  rsi: 66,
  macd: { macd: 3, signal: 2.4, histogram: 0.6 },
  ema9: 108,
  ema21: 106,
  ema50: 103,
  ema200: 95,
  vwap: 107,
  atr: 2,
  bollinger: { upper: 112, middle: 105, lower: 98 },
  adx: { adx: 36, plusDi: 32, minusDi: 11 },
  stochRsi: { k: 70, d: 55 },
  supertrend: { line: 103, direction: 1 },
  relativeVolume: 2.2,
  obvSlope: 30,
};

export function thoughtScene(
  values: Partial<Record<CoreKey, Value>>,
  more: Partial<Omit<Scene, "values" | "previous">> & {
    readonly previous?: Partial<Record<CoreKey, Value>>;
  } = {},
): Scene {
  const { previous, ...rest } = more;
  return {
    bar: { openTime: OPEN_TIME, open: 107.5, high: 110.2, low: 107.3, close: 110, volume: 220 },
    values: thoughtValues(values),
    previous: previous === undefined ? null : thoughtValues(previous),
    recent: [],
    prediction: null,
    rules: SIGNAL_RULES,
    ...rest,
  };
}

export function thoughtDetection(
  pattern: PatternId,
  signal: Detection["signal"],
  strength: number,
): Detection {
  return { pattern, signal, strength, bars: 2, openTime: OPEN_TIME, description: `A ${pattern}.` };
}

/** The same scene upside down about a price of 100: what rose falls as far. */
export function mirrored(scene: Scene): Scene {
  const flip = (price: number) => 200 - price;
  const { bar, values, previous, recent } = scene;
  const flipSides = (
    value: Value | null,
    sides: readonly [string, string][],
    about: (x: number) => number,
  ) => {
    if (value === null || typeof value === "number") return value;
    const swapped: Record<string, number> = {};
    for (const [name, x] of Object.entries(value)) {
      const other = sides.find((pair) => pair.includes(name))?.find((one) => one !== name) ?? name;
      swapped[other] = about(x);
    }
    return swapped;
  };
  const number = (value: Value | null, about: (x: number) => number) =>
    typeof value === "number" ? about(value) : null;
  const flipValues = (all: CoreValues): CoreValues => ({
    ...all,
    rsi: number(all.rsi, (x) => 100 - x),
    macd: flipSides(all.macd, [], (x) => -x),
    ema9: number(all.ema9, flip),
    ema21: number(all.ema21, flip),
    ema50: number(all.ema50, flip),
    ema200: number(all.ema200, flip),
    vwap: number(all.vwap, flip),
    bollinger: flipSides(all.bollinger, [["upper", "lower"]], flip),
    adx: flipSides(all.adx, [["plusDi", "minusDi"]], (x) => x),
    stochRsi: flipSides(all.stochRsi, [], (x) => 100 - x),
    supertrend: flipSupertrend(all.supertrend, flip),
    obvSlope: number(all.obvSlope, (x) => -x),
  });
  return {
    ...scene,
    bar: {
      ...bar,
      open: flip(bar.open),
      high: flip(bar.low),
      low: flip(bar.high),
      close: flip(bar.close),
    },
    values: flipValues(values),
    previous: previous === null ? null : flipValues(previous),
    recent: recent.map(({ detection, age }) => ({
      age,
      detection: { ...detection, signal: OTHER_SIDE[detection.signal] },
    })),
    prediction:
      scene.prediction === null
        ? null
        : { ...scene.prediction, probabilities: [...scene.prediction.probabilities].reverse() },
  };
}

const OTHER_SIDE = { bullish: "bearish", bearish: "bullish", neutral: "neutral" } as const;

function flipSupertrend(value: Value | null, flip: (price: number) => number): Value | null {
  if (value === null || typeof value === "number") return value;
  return { line: flip(value.line ?? 0), direction: -(value.direction ?? 0) };
}
