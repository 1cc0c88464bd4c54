import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { TextBar } from "../../market/indicators/price-bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** Writes a series as a file of klines that every command here reads: FOLDER/SYMBOL_TIMEFRAME.csv.gz. */
export async function writeKlines(
  folder: string,
  symbol: string,
  timeframe: Timeframe,
  bars: readonly TextBar[],
): Promise<void> {
  const lines = bars.map(({ openTime, open, high, low, close, volume }) =>
    [openTime, open, high, low, close, volume].join(","),
  );
  await mkdir(folder, { recursive: true });
  const text = ["open_time,open,high,low,close,volume", ...lines, ""].join("\n");
  await writeFile(join(folder, `${symbol}_${timeframe}.csv.gz`), gzipSync(text));
}
