import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { CATALOG_VERSION, FEATURE_SETS } from "../../market/features/catalog.ts";
import { featureRow, WINDOW } from "../../market/features/feature-row.ts";
import type { FeatureSetId } from "../../market/features/set-id.ts";
import { priceBarOf, type TextBar } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { zstdCompress } from "../../platform/parquet/zstd.ts";

export interface FeatureFileAbout {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly set: FeatureSetId;
}

/**
 * A series and its features as a Parquet file ([FEAT-30]): `open_time` (ms, UTC), `symbol`, `bars` (how many the row was
 * computed of), OHLCV and the set's features as doubles, null where there is no value. The file's metadata tell
 * catalog version, window, set and timeframe.
 * @param bars the whole series, oldest first.
 */
export function featureFile(about: FeatureFileAbout, bars: readonly TextBar[]): Uint8Array {
  const { features, positions } = FEATURE_SETS[about.set];
  const prices = bars.map(priceBarOf);
  const rows = prices.map((_, i) => featureRow(prices, i));
  const double = (name: string, data: (number | null)[]): ColumnSource => ({ name, data, type: "DOUBLE" });
  const columnData: ColumnSource[] = [
    { name: "open_time", data: prices.map(({ openTime }) => new Date(openTime)), type: "TIMESTAMP" },
    { name: "symbol", data: prices.map(() => about.symbol), type: "STRING" },
    { name: "bars", data: rows.map((row) => row.bars), type: "INT32" },
    ...(["open", "high", "low", "close", "volume"] as const).map((name) =>
      double(
        name,
        prices.map((bar) => bar[name]),
      ),
    ),
    ...features.map((name, i) =>
      double(
        name,
        rows.map(({ values }) => values[positions[i] ?? -1] ?? null),
      ),
    ),
  ];
  const kvMetadata = Object.entries({
    ...{ catalogVersion: CATALOG_VERSION, window: WINDOW },
    ...{ set: about.set, symbol: about.symbol, timeframe: about.timeframe },
  }).map(([key, value]) => ({ key: `wick.${key}`, value: String(value) }));
  const buffer = parquetWriteBuffer({
    ...{ columnData, kvMetadata, createdBy: "wick" },
    ...{ codec: "ZSTD", compressors: { ZSTD: zstdCompress } },
  });
  return new Uint8Array(buffer);
}
