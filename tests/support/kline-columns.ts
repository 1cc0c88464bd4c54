import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { columnsOf } from "../../market/indicators/columns.ts";
import type { BarColumns } from "../../market/indicators/kernel.ts";

/** The bars of a recorded file of klines. */
export function readKlineFile(path: string): BarColumns {
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n").slice(1);
  return columnsOf(
    lines.map((line) => {
      const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line.split(",").map(Number);
      return { openTime, open, high, low, close, volume };
    }),
  );
}
