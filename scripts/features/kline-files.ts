import { stat } from "node:fs/promises";
import type { TextBar } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { type DataFile, dataFile, findDataFiles, readLines } from "../replay/recorded/files.ts";
import { klineRows } from "../replay/recorded/kline-table.ts";

export type KlineFile = Extract<DataFile, { kind: "klines" }>;

/** The kline files of a timeframe in a folder, or the one file that is named, by symbol. @throws Error */
export async function klineFiles(path: string, timeframe: Timeframe): Promise<Map<string, KlineFile[]>> {
  const one = (await stat(path)).isDirectory() ? undefined : dataFile(path);
  const files = one === undefined ? await findDataFiles(path) : [one];
  const bySymbol = new Map<string, KlineFile[]>();
  for (const file of files) {
    if (file.kind !== "klines" || file.frame !== timeframe) continue;
    bySymbol.set(file.symbol, [...(bySymbol.get(file.symbol) ?? []), file]);
  }
  return bySymbol;
}

/** The bars of these files as one series, oldest first, each once. @throws Error when a row cannot be read. */
export async function readKlines(files: readonly KlineFile[]): Promise<TextBar[]> {
  const bars = new Map<number, TextBar>();
  for (const { path } of files) {
    const rows = klineRows(await readLines(path), path, 0, Number.POSITIVE_INFINITY);
    for (const [openTime, open, high, low, close, volume] of rows) {
      bars.set(openTime, { openTime, open, high, low, close, volume });
    }
  }
  return [...bars.values()].sort((a, b) => a.openTime - b.openTime);
}
