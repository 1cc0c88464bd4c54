import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { readBarFile } from "../../platform/parquet/bar-file.ts";
import { AppProcess } from "../support/app-process.ts";
import { DATA } from "../support/recorded-data.ts";
import { missingIn, RecordedExchange } from "../support/recorded-exchange.ts";
import { canonical } from "../support/trade-fold.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
const SERIES = SYMBOLS.flatMap((symbol) =>
  (["1d", "1h"] as const).map((timeframe) => ({ symbol, timeframe })),
);

type Line = readonly (string | number)[];

/** Years of real klines of an exchange that is long silent: no stream, no trades, a clock that stands in 2024. */
describe.runIf(DATA !== undefined)("recorded history", () => {
  let exchange: RecordedExchange;
  let app: AppProcess;

  beforeAll(async () => {
    exchange = await RecordedExchange.start(SYMBOLS, ["1d", "1h"]);
    app = await AppProcess.start({ symbols: SYMBOLS, exchange, env: { MARKET_SOURCES: "" } });
  }, 90_000);

  afterAll(async () => {
    await app?.stop();
    await exchange?.close();
  });

  const truth = (symbol: string, timeframe: Timeframe): Line[] =>
    exchange
      .rows(symbol, timeframe)
      .map(([time, open, high, low, close, volume, , quote, n]) => [
        time,
        ...[open, high, low, close, volume, quote].map(canonical),
        n,
      ]);

  const lineOf = (bar: Bar): Line => [
    bar.openTime,
    ...[bar.open, bar.high, bar.low, bar.close, bar.volume, bar.quoteVolume],
    bar.n,
  ];

  const ohlcv = async (symbol: string, query: string) => {
    const response = await fetch(`${app.url}/api/features/ohlcv/${symbol}?${query}`);
    expect(response.status, `${symbol} ${query}`).toBe(200);
    return response;
  };

  /** All pages from the beginning of time, by cursor. */
  async function paged(symbol: string, timeframe: Timeframe): Promise<Line[]> {
    const lines: Line[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = `timeframe=${timeframe}&from=0&limit=1000&decimals=string${cursor && `&cursor=${cursor}`}`;
      const page = (await (await ohlcv(symbol, query)).json()) as { bars: Bar[]; cursor: string | null };
      lines.push(...page.bars.map(lineOf));
      cursor = page.cursor;
    }
    return lines;
  }

  it("the recordings have outages to be kept", () => {
    expect(missingIn(exchange.rows("BTCUSDT", "1h"), "1h")).toBe(128);
  });

  it.each(SERIES)(
    "[HIST-2] $symbol $timeframe comes back row for row by pages",
    async ({ symbol, timeframe }) => {
      expect(await paged(symbol, timeframe)).toEqual(truth(symbol, timeframe));
    },
  );

  it.each(SERIES)(
    "[HIST-11] $symbol $timeframe comes back row for row as CSV",
    async ({ symbol, timeframe }) => {
      const response = await ohlcv(symbol, `timeframe=${timeframe}&from=0&format=csv`);
      expect(response.headers.get("content-disposition")).toContain(`${symbol}-${timeframe}`);
      const [header, ...rows] = (await response.text()).split("\r\n").slice(0, -1);
      expect(header).toMatch(/^openTime,closeTime,open,high,low,close,volume,quoteVolume,n,/);
      const lines = rows.map((row): Line => {
        const [time, , open = "", high = "", low = "", close = "", volume = "", quote = "", n] =
          row.split(",");
        return [Number(time), open, high, low, close, volume, quote, Number(n)];
      });
      expect(lines).toEqual(truth(symbol, timeframe));
    },
  );

  it.each(SERIES)(
    "[HIST-11] $symbol $timeframe comes back row for row as Parquet",
    async ({ symbol, timeframe }) => {
      const response = await ohlcv(symbol, `timeframe=${timeframe}&from=0&format=parquet`);
      const buffer = await response.arrayBuffer();
      const file = {
        byteLength: buffer.byteLength,
        slice: (start: number, end?: number) => buffer.slice(start, end),
      };
      const lines: Line[] = [];
      const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
      for await (const bars of readBarFile(file, timeframe, all)) lines.push(...bars.map(lineOf));
      expect(lines).toEqual(truth(symbol, timeframe));
    },
  );

  it("[HIST-2] the newest page ends with the recording's last bar", async () => {
    const page = (await (await ohlcv("BTCUSDT", "timeframe=1h&limit=3&decimals=string")).json()) as {
      bars: Bar[];
    };
    expect(page.bars.map(lineOf)).toEqual(truth("BTCUSDT", "1h").slice(-3));
  });
});
