import { ETH16 } from "./eth16.ts";
import type { Feature } from "./feature.ts";
import { MOMENTUM_FEATURES } from "./momentum.ts";
import type { FeatureSetId } from "./set-id.ts";
import { TREND_FEATURES } from "./trend.ts";

/**
 * Grows whenever a value of any feature may come out differently, or the order of the columns changes: rows of
 * another version are computed anew. Names of features are never used again for something else.
 */
export const CATALOG_VERSION = 2;

/** Every feature, in the order in which rows hold their values. */
export const FEATURES: readonly Feature[] = [...ETH16, ...TREND_FEATURES, ...MOMENTUM_FEATURES];

/** A choice of features: their names in the order of its columns. */
export interface FeatureSet {
  readonly id: FeatureSetId;
  readonly title: string;
  readonly description: string;
  readonly features: readonly string[];
  /** Where each stands in a row. */
  readonly positions: readonly number[];
}

const TA = [
  ["sma20", "sma50", "ema12", "ema26", "rsi", "macd", "macdSignal", "macdHistogram"],
  ["bbUpper", "bbMiddle", "bbLower", "bbWidth", "bbPercent", "atr", "adx", "plusDi", "minusDi"],
  ["stochK", "stochD", "cci", "mfi", "williamsR", "roc", "obvSlope", "vwap", "logReturn1", "logReturn5"],
  ["realisedVolatility", "relativeVolume", "highLowRange", "closePosition"],
].flat();

export const FEATURE_SETS: Readonly<Record<FeatureSetId, FeatureSet>> = {
  eth16: setOf(
    "eth16",
    "ETH 16",
    "The sixteen features of the ETH signal platform's model.",
    ETH16.map(({ name }) => name),
  ),
  ta: setOf("ta", "TA", "Trend, momentum, volatility and volume, as a `ta` pipeline has them.", TA),
  all: setOf(
    "all",
    "All",
    "Every feature of the catalog.",
    FEATURES.map(({ name }) => name),
  ),
};

function setOf(id: FeatureSetId, title: string, description: string, names: readonly string[]): FeatureSet {
  const positions = names.map((name) => FEATURES.findIndex((feature) => feature.name === name));
  if (positions.includes(-1)) throw new Error(`the set ${id} names a feature that does not exist`);
  return { id, title, description, features: names, positions };
}
