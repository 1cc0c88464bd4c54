import type { z } from "zod";
import type { CoinChartSchema, CoinSchema, CoinVolumeSchema } from "../../contract/rest/coins.ts";
import type { FeatureCatalogSchema, FeatureRowListSchema } from "../../contract/rest/features.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { answerOf, type Client } from "./client.ts";

export type Coin = z.infer<typeof CoinSchema>;
export type CoinChart = z.infer<typeof CoinChartSchema>;
export type CoinVolume = z.infer<typeof CoinVolumeSchema>;
export type FeatureCatalog = z.infer<typeof FeatureCatalogSchema>;
export type FeatureRows = z.infer<typeof FeatureRowListSchema>;
/** A decimal with every digit: text, where the server was asked for it. */
export type Decimal = number | string;

/** A bar for a table: exact digits as text. */
export interface TableBar {
  readonly openTime: number;
  readonly open: Decimal;
  readonly high: Decimal;
  readonly low: Decimal;
  readonly close: Decimal;
  readonly volume: Decimal;
  readonly final: boolean;
  readonly revision: number;
}

/** A stretch of a series; times in ms, inclusive. */
export interface HistoryRange {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from: number;
  readonly to: number;
}

export type FeatureSetId = FeatureRows["set"];

/** What the coin page asks of the server. Everything rejects with ApiError. */
export interface CoinApi {
  coin(name: string, signal: AbortSignal): Promise<Coin>;
  chart(name: string, signal: AbortSignal): Promise<CoinChart>;
  volume(name: string, signal: AbortSignal): Promise<CoinVolume>;
  /** The last `limit` bars of the range, oldest first. */
  bars(range: HistoryRange, limit: number, signal: AbortSignal): Promise<readonly TableBar[]>;
  /** Where the whole range can be downloaded. */
  exportPath(range: HistoryRange, format: "csv" | "parquet"): string;
  catalog(signal: AbortSignal): Promise<FeatureCatalog>;
  /** The newest final row of a set, in a list of at most one. */
  features(
    symbol: string,
    timeframe: Timeframe,
    set: FeatureSetId,
    signal: AbortSignal,
  ): Promise<FeatureRows>;
}

/** hc puts a parameter into the address as it is. */
const inPath = (text: string) => encodeURIComponent(text);

export function createCoinApi({ api }: Client): CoinApi {
  return {
    coin: (name, signal) =>
      answerOf(
        api.coins[":symbol"].$get(
          { param: { symbol: inPath(name) }, query: { decimals: "string" } },
          { init: { signal } },
        ),
      ),
    chart: (name, signal) =>
      answerOf(
        api.coins[":symbol"].chart.$get({ param: { symbol: inPath(name) }, query: {} }, { init: { signal } }),
      ),
    volume: (name, signal) =>
      answerOf(
        api.coins[":symbol"].volume.$get(
          { param: { symbol: inPath(name) }, query: {} },
          { init: { signal } },
        ),
      ),
    async bars({ symbol, timeframe, from, to }, limit, signal) {
      const { bars } = await answerOf(
        api.features.ohlcv[":symbol"].$get(
          {
            param: { symbol: inPath(symbol) },
            // Without `from` a page is the newest of what lies before `to`.
            query: { timeframe, to: String(to), limit: String(limit), decimals: "string" },
          },
          { init: { signal } },
        ),
      );
      return bars.filter((bar) => bar.openTime >= from);
    },
    exportPath: ({ symbol, timeframe, from, to }, format) =>
      api.features.ohlcv[":symbol"].$path({
        param: { symbol: inPath(symbol) },
        query: { timeframe, from: String(from), to: String(to), format },
      }),
    catalog: (signal) => answerOf(api.features["feature-sets"].$get({}, { init: { signal } })),
    features: (symbol, timeframe, set, signal) =>
      answerOf(
        api.features.technical[":symbol"].$get(
          { param: { symbol: inPath(symbol) }, query: { timeframe, set, limit: "1" } },
          { init: { signal } },
        ),
      ),
  };
}
