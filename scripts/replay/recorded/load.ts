import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { assetsOf } from "../model/assets.ts";
import { grouped } from "../model/grouped.ts";
import { MINUTE_MS, type SymbolMarket } from "../model/market.ts";
import { digitsOf } from "./digits.ts";
import { type DataFile, findDataFiles, readLines } from "./files.ts";
import { type Fill, fillsFromCsv, fillsFromFrames, uniqueFills } from "./fill.ts";
import { KlineTable, klineRows, openTimes } from "./kline-table.ts";
import { RecordedMarket, type RecordedOptions } from "./recorded-market.ts";
import { candleWindow, longestStretch, tradedWindow, type Window } from "./recording.ts";

interface KlineFile {
  readonly frame: Timeframe;
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * Reads a folder of recorded trades and klines.
 * @param wanted the symbols to read; all that were recorded when undefined.
 * @returns the markets of those symbols that were recorded.
 * @throws Error when the folder or one of its files cannot be read.
 */
export async function loadRecorded(
  folder: string,
  wanted: readonly string[] | undefined,
  options: RecordedOptions,
): Promise<Map<string, SymbolMarket>> {
  const bySymbol = grouped(await findDataFiles(folder), (file) => file.symbol);
  const markets = new Map<string, SymbolMarket>();
  for (const symbol of wanted ?? bySymbol.keys()) {
    const market = await loadSymbol(symbol, bySymbol.get(symbol) ?? [], options);
    if (market !== undefined) markets.set(symbol, market);
  }
  return markets;
}

async function loadSymbol(
  symbol: string,
  files: readonly DataFile[],
  options: RecordedOptions,
): Promise<RecordedMarket | undefined> {
  const parts: Fill[][] = [];
  const klineFiles: KlineFile[] = [];
  for (const file of files) {
    const lines = await readLines(file.path);
    if (file.kind === "trades") parts.push(fillsFromCsv(lines, file.path));
    if (file.kind === "frames") parts.push(fillsFromFrames(lines, symbol, file.path));
    if (file.kind === "klines") klineFiles.push({ frame: file.frame, path: file.path, lines });
  }
  const fills = longestStretch(uniqueFills(parts.flat()));
  const window = findWindow(fills, klineFiles);
  if (window === undefined) return undefined;
  const from = window.first - options.historyDays * 1_440;
  const tables = klineFiles.map(({ frame, path, lines }) => ({
    frame,
    rows: klineRows(lines, path, from, window.end),
  }));
  const digits = digitsOf(fills, tables);
  const klines = new KlineTable();
  for (const { frame, rows } of tables) klines.add(frame, rows, digits.priceDigits, digits.sizeDigits);
  const spec = { symbol, ...assetsOf(symbol), ...digits };
  return new RecordedMarket({ spec, fills, klines }, window, options);
}

function findWindow(fills: readonly Fill[], files: readonly KlineFile[]): Window | undefined {
  const lengths = files.map(({ frame }) => TIMEFRAME_MS[frame]);
  const length = Math.min(...lengths);
  const finest = new Set<number>();
  for (const { frame, lines, path } of files) {
    if (TIMEFRAME_MS[frame] === length) {
      for (const openTime of openTimes(lines, path)) finest.add(openTime / MINUTE_MS);
    }
  }
  const traded = tradedWindow(fills, (minute) => length === MINUTE_MS && finest.has(minute));
  if (traded !== undefined || finest.size === 0) return traded;
  let [first, end] = [Number.POSITIVE_INFINITY, 0];
  for (const minute of finest) {
    first = Math.min(first, minute);
    end = Math.max(end, minute + length / MINUTE_MS);
  }
  return candleWindow(first, end);
}
