import { readFileSync } from "node:fs";
import type { BarColumns } from "../../../market/indicators/kernel.ts";

/** Reads a file of six rows of doubles: open time, open, high, low, close, volume. */
export function readColumns(file: string): BarColumns {
  const bytes = readFileSync(file);
  const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const length = all.length / 6;
  const row = (i: number) => all.slice(i * length, (i + 1) * length);
  return { openTime: row(0), open: row(1), high: row(2), low: row(3), close: row(4), volume: row(5) };
}

/** The first bars of columns, as columns. */
export function firstOf(whole: BarColumns, count: number): BarColumns {
  const { openTime, open, high, low, close, volume } = whole;
  return {
    ...{ openTime: openTime.slice(0, count), open: open.slice(0, count), high: high.slice(0, count) },
    ...{ low: low.slice(0, count), close: close.slice(0, count), volume: volume.slice(0, count) },
  };
}
