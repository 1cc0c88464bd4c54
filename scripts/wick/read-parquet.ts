import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { type AsyncBuffer, asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { readBarFile } from "../../platform/parquet/bar-file.ts";
import { zstdDecompress } from "../../platform/parquet/zstd.ts";
import { KLINE_COLUMNS } from "../../web/workers/kline-lines.ts";
import { DataError } from "./failure.ts";
import { readCsvBars } from "./read-csv.ts";

const WANTED: ReadonlySet<string> = new Set([...Object.values(KLINE_COLUMNS).flat(), "final"]);
/** What the desk's own files of bars have, and no other. */
const OWN = ["openTime", "takerBuyQuoteVolume", "firstId", "revision", "source"];
const BATCH = 4_096;
const COMPRESSORS = {
  ZSTD: zstdDecompress,
  GZIP: (data: Uint8Array) => new Uint8Array(gunzipSync(data)),
  BROTLI: (data: Uint8Array) => new Uint8Array(brotliDecompressSync(data)),
};

/**
 * The bars of a Parquet file, in their order: of the desk's exports, whose decimals are exact, or of any other with
 * columns as a CSV of klines has them, numbers or timestamps.
 * @throws DataError that names the file, and the row where it is one.
 */
export async function readParquetBars(path: string, timeframe: Timeframe | null): Promise<PriceBar[]> {
  try {
    const file = await asyncBufferFromFile(path);
    const { schema } = await parquetMetadataAsync(file);
    const names = schema.slice(1).map(({ name }) => name);
    if (OWN.every((name) => names.includes(name))) return await ownBars(file, timeframe);
    return await readCsvBars(rowTexts(file, names), path, timeframe);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function ownBars(file: AsyncBuffer, timeframe: Timeframe | null): Promise<PriceBar[]> {
  const all = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  const bars: PriceBar[] = [];
  // The timeframe only tells when bars close, which is not looked at here.
  for await (const batch of readBarFile(file, timeframe ?? "1s", all)) {
    for (const bar of batch) if (bar.final) bars.push(priceBarOf(bar));
  }
  return bars;
}

/** Rows as lines of a CSV, so that names, units and what is sound are told by the same rules. */
async function* rowTexts(file: AsyncBuffer, names: readonly string[]): AsyncGenerator<readonly string[]> {
  const columns = names.filter((name) => WANTED.has(name.toLowerCase()));
  yield [(columns.length > 0 ? columns : names).join(",")];
  if (columns.length === 0) return;
  const rows = await parquetReadObjects({ file, columns, compressors: COMPRESSORS });
  for (let start = 0; start < rows.length; start += BATCH) {
    yield rows.slice(start, start + BATCH).map((row) => columns.map((name) => cellText(row[name])).join(","));
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? String(cell.getTime()) : String(cell);
}
