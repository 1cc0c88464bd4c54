import type { EpochMs } from "../../market/time/timeframe.ts";

const HOUR_MS = 3_600_000;

/** Start of the UTC month that holds the time. */
export function monthOf(time: EpochMs): EpochMs {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

/** Start of the month behind the one that starts at `month`. */
export function nextMonth(month: EpochMs): EpochMs {
  const date = new Date(month);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** Start of the hour that holds the time. */
export function hourOf(time: EpochMs): EpochMs {
  return time - (time % HOUR_MS);
}

/** `bars/v1/BTCUSDT/1m/2024-08-1a2b3c4d.parquet` */
export function barKey(symbol: string, timeframe: string, month: EpochMs, sha256: string): string {
  return `bars/v1/${symbol}/${timeframe}/${isoOf(month).slice(0, 7)}-${sha256.slice(0, 8)}.parquet`;
}

/** `ticks/v1/BTCUSDT/2024-08-08/13-1a2b3c4d.parquet` */
export function tickKey(symbol: string, hour: EpochMs, sha256: string): string {
  const iso = isoOf(hour);
  return `ticks/v1/${symbol}/${iso.slice(0, 10)}/${iso.slice(11, 13)}-${sha256.slice(0, 8)}.parquet`;
}

function isoOf(time: EpochMs): string {
  return new Date(time).toISOString();
}
