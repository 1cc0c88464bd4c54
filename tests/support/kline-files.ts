import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { DATA } from "./recorded-data.ts";

/** Every recorded file of klines, as a path under `klines/`; none where this machine has no recorded data. */
export function klineFiles(): string[] {
  if (DATA === undefined) return [];
  return readdirSync(join(DATA, "klines"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".csv.gz"))
    .sort();
}

/** The bars of a recorded file, as indicators see them. */
export function klineBars(file: string): PriceBar[] {
  if (DATA === undefined) throw new Error("no recorded data: set WICK_DATA");
  const text = gunzipSync(readFileSync(join(DATA, "klines", file))).toString();
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line
        .split(",", 6)
        .map(Number);
      return { openTime, open, high, low, close, volume };
    });
}
