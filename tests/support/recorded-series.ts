import { expect } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { readBarFile } from "../../platform/parquet/bar-file.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { canonical } from "./trade-fold.ts";

/** Open time, open, high, low, close, volume, quote volume, trades. */
export type Line = readonly (string | number)[];

/** What the exchange has of a series, as the app is to tell it. */
export function truthOf(exchange: RecordedExchange, symbol: string, timeframe: Timeframe): Line[] {
  return exchange
    .rows(symbol, timeframe)
    .map(([time, open, high, low, close, volume, , quote, n]) => [
      time,
      ...[open, high, low, close, volume, quote].map(canonical),
      n,
    ]);
}

/** A series, and the open time of the last bar that is read; all there are without. */
export interface Reading {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly to?: number;
}

/** All of a series by pages of JSON, from the beginning of time, by cursor. */
export async function readPages(url: string, reading: Reading): Promise<Line[]> {
  const lines: Line[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query = `${queryOf(reading)}&limit=1000&decimals=string${cursor && `&cursor=${cursor}`}`;
    const response = await readOhlcv(url, reading.symbol, query);
    const page = (await response.json()) as { bars: Bar[]; cursor: string | null };
    lines.push(...page.bars.map(lineOf));
    cursor = page.cursor;
  }
  return lines;
}

/** All of a series as one CSV file. */
export async function readCsv(url: string, reading: Reading): Promise<Line[]> {
  const { symbol, timeframe } = reading;
  const response = await readOhlcv(url, symbol, `${queryOf(reading)}&format=csv`);
  expect(response.headers.get("content-disposition")).toContain(`${symbol}-${timeframe}`);
  const [header, ...rows] = (await response.text()).split("\r\n").slice(0, -1);
  expect(header).toMatch(/^openTime,closeTime,open,high,low,close,volume,quoteVolume,n,/);
  return rows.map((row): Line => {
    const [time, , open = "", high = "", low = "", close = "", volume = "", quote = "", n] = row.split(",");
    return [Number(time), open, high, low, close, volume, quote, Number(n)];
  });
}

/** All of a series as one Parquet file. */
export async function readParquet(url: string, reading: Reading): Promise<Line[]> {
  const response = await readOhlcv(url, reading.symbol, `${queryOf(reading)}&format=parquet`);
  const buffer = await response.arrayBuffer();
  const file = {
    byteLength: buffer.byteLength,
    slice: (start: number, end?: number) => buffer.slice(start, end),
  };
  const lines: Line[] = [];
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
  for await (const bars of readBarFile(file, reading.timeframe, all)) lines.push(...bars.map(lineOf));
  return lines;
}

function queryOf({ timeframe, to }: Reading): string {
  return `timeframe=${timeframe}&from=0${to === undefined ? "" : `&to=${to}`}`;
}

/** An answer of `/api/features/ohlcv`, which has to be good. */
export async function readOhlcv(url: string, symbol: string, query: string): Promise<Response> {
  const response = await fetch(`${url}/api/features/ohlcv/${symbol}?${query}`);
  expect(response.status, `${symbol} ${query}`).toBe(200);
  return response;
}

export function lineOf(bar: Bar): Line {
  return [bar.openTime, ...[bar.open, bar.high, bar.low, bar.close, bar.volume, bar.quoteVolume], bar.n];
}
