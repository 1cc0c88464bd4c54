import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { BadArchive, unzipOnly } from "../../platform/backfill/archive/zip.ts";
import { timeframeOf } from "../../web/workers/kline-lines.ts";
import { DataError } from "./failure.ts";
import { linesOf, readCsvBars } from "./read-csv.ts";
import { readParquetBars } from "./read-parquet.ts";
import type { SeriesFiles } from "./series-files.ts";
import type { Range } from "./times.ts";
import type { World } from "./world.ts";

/** Final bars of one symbol and timeframe, oldest first, each open time once. */
export interface Series {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly bars: readonly PriceBar[];
  /** Index of the first bar that is to be told of; those before it lead in. */
  readonly first: number;
}

/**
 * The bars of a series' files, up to the range's end ([CLI-12]).
 * @throws DataError where a file cannot be read, or nothing lies in the range.
 */
export async function readSeries(files: SeriesFiles, range: Range, world: World): Promise<Series> {
  const { symbol } = files;
  const read: PriceBar[] = [];
  const notes: string[] = [];
  for (const path of files.paths) {
    world.progress(`${symbol} ${files.timeframe ?? ""}: reading ${basename(path)}`);
    const ofFile = await barsOf(path, files.timeframe);
    if (!isInOrder(ofFile)) notes.push(`rows of ${basename(path)} were out of order and have been sorted`);
    for (const bar of ofFile) read.push(bar);
  }
  if (read.length === 0) throw new DataError(`${files.paths.join(", ")}: no bars.`);
  const sorted = eachOnce(read);
  if (sorted.dropped > 0)
    notes.push(`open times told more than once: ${sorted.dropped}, the last row counts`);
  const timeframe = files.timeframe ?? timeframeOf(sorted.bars);
  if (timeframe === null)
    throw new DataError(`${files.paths[0]} does not tell its timeframe: name it by --timeframe.`);
  const odd = sorted.bars.find(({ openTime }) => openTime % TIMEFRAME_MS[timeframe] !== 0);
  if (odd !== undefined)
    throw new DataError(
      `${files.paths[0]}: a bar opens at ${odd.openTime}, where no bar of ${timeframe} does.`,
    );
  if (notes.length > 0) world.notice(`${symbol} ${timeframe}: ${notes.join("; ")}.`);
  const bars = sorted.bars.filter(({ openTime }) => openTime <= range.to);
  const first = bars.findIndex(({ openTime }) => openTime >= range.from);
  if (first < 0) throw new DataError(`There are no bars of ${symbol} ${timeframe} between --from and --to.`);
  if (bars.every(({ volume }) => volume === 0))
    world.notice(`${symbol} ${timeframe}: no volume is told; what rests on it says nothing.`);
  return { symbol, timeframe, bars, first };
}

async function barsOf(path: string, timeframe: Timeframe | null): Promise<PriceBar[]> {
  try {
    const kind = await kindOf(path);
    if (kind === "parquet") return await readParquetBars(path, timeframe);
    return await readCsvBars(linesOf(await contentOf(path, kind)), path, timeframe);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const isDamage = error instanceof BadArchive || (error instanceof Error && "code" in error);
    if (isDamage) throw new DataError(`${path} cannot be read: ${error.message}.`);
    throw error;
  }
}

type Kind = "parquet" | "gzip" | "zip" | "text";

/** By the first bytes: names lie. */
async function kindOf(path: string): Promise<Kind> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString("latin1") === "PAR1") return "parquet";
    if (buffer.readUInt32LE() === 0x04034b50) return "zip";
    return buffer.readUInt16BE() === 0x1f8b ? "gzip" : "text";
  } finally {
    await file.close();
  }
}

async function contentOf(path: string, kind: Kind): Promise<AsyncIterable<Uint8Array>> {
  if (kind === "zip") return unzipOnly(new Uint8Array(await readFile(path)));
  const stream = createReadStream(path);
  if (kind === "text") return stream;
  const unpacked = createGunzip();
  stream.once("error", (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}

function isInOrder(bars: readonly PriceBar[]): boolean {
  return bars.every(({ openTime }, i) => openTime >= (bars[i - 1]?.openTime ?? 0));
}

/** Bars in the order of their open times, of two with the same the one that came last; and how many were left out. */
function eachOnce(read: readonly PriceBar[]): {
  readonly bars: readonly PriceBar[];
  readonly dropped: number;
} {
  const sorted = isInOrder(read) ? read : [...read].sort((a, b) => a.openTime - b.openTime);
  const bars = sorted.filter((bar, i) => bar.openTime !== sorted[i + 1]?.openTime);
  return { bars, dropped: sorted.length - bars.length };
}
