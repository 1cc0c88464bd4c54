import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { MINUTE_MS } from "../model/market.ts";

/** A recorded kline in ticks and steps. */
export interface Candle {
  /** Minutes since the epoch, and how many it spans. */
  readonly minute: number;
  readonly minutes: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Rows of a kline file as text: open time, open, high, low, close, volume. */
export type KlineRow = readonly [number, string, string, string, string, string];

/**
 * The rows of a kline file that open from minute `from` on and before `end`.
 * @throws Error when the header is not that of a kline file, or a row cannot be read.
 */
export function klineRows(lines: readonly string[], path: string, from: number, end: number): KlineRow[] {
  const rows: KlineRow[] = [];
  for (const [i, openTime] of openTimes(lines, path).entries()) {
    if (openTime < from * MINUTE_MS || openTime >= end * MINUTE_MS) continue;
    const [, open = "", high = "", low = "", close = "", volume = ""] = (lines[i + 1] ?? "").split(",", 6);
    if (volume === "") throw new Error(`${path}:${i + 2}: not a kline`);
    rows.push([openTime, plain(open), plain(high), plain(low), plain(close), plain(volume)]);
  }
  return rows;
}

/** The open times of a kline file's rows, in milliseconds. */
export function openTimes(lines: readonly string[], path: string): number[] {
  if (!(lines[0] ?? "").startsWith("open_time,open,high,low,close,volume")) {
    throw new Error(`${path}: not a kline file`);
  }
  return lines.slice(1).map((line, i) => {
    const stamp = Number(line.slice(0, line.indexOf(",")));
    const openTime = stamp >= 100_000_000_000_000 ? stamp / 1_000 : stamp;
    if (!Number.isSafeInteger(openTime) || openTime <= 0) throw new Error(`${path}:${i + 2}: not a kline`);
    return openTime;
  });
}

/** Fractional digits that are really used. */
export function usedDigits(text: string): number {
  const point = text.indexOf(".");
  if (point < 0) return 0;
  let end = text.length;
  while (text[end - 1] === "0") end -= 1;
  return Math.max(0, end - point - 1);
}

/** Recorded klines of all timeframes; a minute is told by the shortest that covers it. */
export class KlineTable {
  /** Shortest first; klines by their open minute. */
  readonly #tables: { readonly minutes: number; readonly candles: Map<number, Candle> }[] = [];

  /** @throws RangeError for a value that is no plain decimal. */
  add(frame: Timeframe, rows: readonly KlineRow[], priceDigits: number, sizeDigits: number): void {
    const minutes = TIMEFRAME_MS[frame] / MINUTE_MS;
    let table = this.#tables.find((entry) => entry.minutes === minutes);
    if (table === undefined) {
      table = { minutes, candles: new Map() };
      this.#tables.push(table);
      this.#tables.sort((a, b) => a.minutes - b.minutes);
    }
    for (const [openTime, open, high, low, close, volume] of rows) {
      const minute = openTime / MINUTE_MS;
      table.candles.set(minute, {
        minute,
        minutes,
        open: units(open, priceDigits),
        high: units(high, priceDigits),
        low: units(low, priceDigits),
        close: units(close, priceDigits),
        volume: units(volume, sizeDigits),
      });
    }
  }

  /** The shortest recorded kline that covers the minute. */
  covering(minute: number): Candle | undefined {
    for (const { minutes, candles } of this.#tables) {
      const candle = candles.get(minute - (minute % minutes));
      if (candle !== undefined) return candle;
    }
    return undefined;
  }

  /** The recorded 1m kline of exactly this minute. */
  minuteCandle(minute: number): Candle | undefined {
    const [table] = this.#tables;
    return table?.minutes === 1 ? table.candles.get(minute) : undefined;
  }

  /** The first minute that any timeframe covers; undefined without klines. */
  earliest(): number | undefined {
    let first: number | undefined;
    for (const { candles } of this.#tables) {
      for (const minute of candles.keys()) if (first === undefined || minute < first) first = minute;
    }
    return first;
  }
}

/** Mirrors that summed doubles left noise behind (249491171.90000001): digits beyond 13 significant ones go. */
function plain(text: string): string {
  const point = text.indexOf(".");
  if (point < 0 || text.length < 14) return text;
  const value = Number(text);
  for (let digits = 0; digits < text.length - point - 1; digits += 1) {
    const shorter = value.toFixed(digits);
    if (Math.abs(Number(shorter) - value) <= value * 1e-13) return shorter;
  }
  return text;
}

/** A decimal as a whole number of units of its last digit; further digits are cut. */
function units(text: string, digits: number): number {
  const [whole = "", fraction = ""] = text.split(".");
  const value = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a plain decimal: ${text}`);
  return value;
}
