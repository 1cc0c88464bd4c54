import { barJson, type DecimalStyle } from "../../contract/bar-json.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";

const CSV_COLUMNS = [
  "openTime",
  "closeTime",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "quoteVolume",
  "n",
  "takerBuyVolume",
  "takerBuyQuoteVolume",
  "firstId",
  "lastId",
  "final",
  "revision",
  "source",
] as const satisfies readonly (keyof Bar)[];

/** The time the newest bar speaks for: `now` while it forms, its close when it is final. */
export function asOfBars(bars: readonly Bar[], now: EpochMs): EpochMs | null {
  const last = bars.at(-1);
  if (last === undefined) return null;
  return last.final ? last.closeTime : Math.min(now, last.closeTime);
}

export function barListJson(
  symbol: string,
  timeframe: Timeframe,
  bars: readonly Bar[],
  cursor: string | null,
  style: DecimalStyle,
  now: EpochMs,
): string {
  return (
    `{"symbol":"${symbol}","timeframe":"${timeframe}","bars":[${bars.map((bar) => barJson(bar, style)).join(",")}],` +
    `"asOf":${asOfBars(bars, now)},"cursor":${cursor === null ? "null" : `"${cursor}"`}}`
  );
}

/** The first line of a CSV (RFC 4180). */
export const CSV_HEADER = `${CSV_COLUMNS.join(",")}\r\n`;

/** The lines of the bars; an unknown id is an empty field. */
export function csvRows(bars: readonly Bar[]): string {
  return bars.map((bar) => `${CSV_COLUMNS.map((column) => bar[column] ?? "").join(",")}\r\n`).join("");
}

/** The same bars as CSV, with a header. */
export function barsCsv(bars: readonly Bar[]): string {
  return CSV_HEADER + csvRows(bars);
}
