import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { klineFiles, readKlines } from "../features/kline-files.ts";
import { writeKlines } from "./kline-folder.ts";

/** Two coins with long pasts: 1d needs 512 days before its first row. */
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
/** A quick run's folds end here: it sees nothing of the last one ([FC-59]). */
const END = Date.UTC(2024, 2, 1);
/** Of 1h a year and a half is enough, and quick to export. */
const START_1H = Date.UTC(2022, 8, 1);

/** The part of recorded klines that a quick run is trained on, written as klines. @throws Error where they are missing. */
export async function writeQuickKlines(data: string, folder: string): Promise<void> {
  for (const timeframe of MODEL_TIMEFRAMES) {
    const found = await klineFiles(data, timeframe);
    for (const symbol of SYMBOLS) {
      const files = found.get(symbol);
      if (files === undefined) throw new Error(`${data} has no ${timeframe} klines of ${symbol}.`);
      const start = timeframe === "1h" ? START_1H : 0;
      const bars = (await readKlines(files)).filter(({ openTime }) => openTime >= start && openTime < END);
      await writeKlines(folder, symbol, timeframe, bars);
    }
  }
}
