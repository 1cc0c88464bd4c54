import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ROOT } from "../../scripts/app/root.ts";
import { canonical, type FoldTrade } from "./trade-fold.ts";

/** The folder of recorded market data, undefined where this machine has none. */
export const DATA: string | undefined = [process.env.WICK_DATA, join(ROOT, "../shared/data/open")].find(
  (folder) => folder !== undefined && existsSync(join(folder, "ticks")),
);

function rows(path: string): { header: string[]; rows: string[][] } {
  if (DATA === undefined) throw new Error("no recorded data: set WICK_DATA");
  const lines = gunzipSync(readFileSync(join(DATA, path)))
    .toString()
    .trimEnd()
    .split("\n");
  const [header = [], ...body] = lines.map((line) => line.split(","));
  return { header, rows: body };
}

/** Individual recorded trades, in the order of their ids; microseconds are cut to milliseconds. */
export function recordedTrades(file: string): FoldTrade[] {
  const { header, rows: lines } = rows(`ticks/${file}`);
  const unit = header.includes("time_us") ? 1_000 : 1;
  return lines.map(([id = "", price = "", size = "", time = "", maker = ""]) => ({
    firstId: Number(id),
    lastId: Number(id),
    price,
    size,
    timeMs: Math.floor(Number(time) / unit),
    buyerIsMaker: maker.toLowerCase() === "true",
  }));
}

export interface RecordedKline {
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
}

/** Recorded klines by open time. */
export function recordedKlines(file: string): Map<number, RecordedKline> {
  return new Map(
    rows(`klines/${file}`).rows.map(([time, open = "", high = "", low = "", close = "", volume = ""]) => [
      Number(time),
      {
        open: canonical(open),
        high: canonical(high),
        low: canonical(low),
        close: canonical(close),
        volume: canonical(volume),
      },
    ]),
  );
}
