import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { AppProcess } from "../support/app-process.ts";
import { DATA } from "../support/recorded-data.ts";
import { missingIn, RecordedExchange } from "../support/recorded-exchange.ts";
import { lineOf, readCsv, readOhlcv, readPages, readParquet, truthOf } from "../support/recorded-series.ts";

const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
const SERIES = SYMBOLS.flatMap((symbol) =>
  (["1d", "1h"] as const).map((timeframe) => ({ symbol, timeframe })),
);

/** As files not all again: what readers may ask of the exchange in a minute is bounded. */
const FILES = SERIES.filter(({ symbol, timeframe }) => timeframe === "1d" || symbol === "SOLUSDT");

/** Years of real klines of an exchange that is long silent: no stream, no trades, a clock that stands in 2024. */
describe.runIf(DATA !== undefined)("recorded history", () => {
  let exchange: RecordedExchange;
  let app: AppProcess;

  beforeAll(async () => {
    exchange = await RecordedExchange.start(SERIES);
    app = await AppProcess.start({ symbols: SYMBOLS, exchange, env: { MARKET_SOURCES: "" } });
  }, 90_000);

  afterAll(async () => {
    await app?.stop();
    await exchange?.close();
  });

  it("the recordings have outages to be kept", () => {
    expect(missingIn(exchange.rows("BTCUSDT", "1h"), "1h")).toBe(128);
  });

  it.each(SERIES)(
    "[HIST-2] $symbol $timeframe comes back row for row by pages",
    async ({ symbol, timeframe }) => {
      expect(await readPages(app.url, { symbol, timeframe })).toEqual(truthOf(exchange, symbol, timeframe));
    },
  );

  it.each(FILES)(
    "[HIST-11] $symbol $timeframe comes back row for row as CSV",
    async ({ symbol, timeframe }) => {
      expect(await readCsv(app.url, { symbol, timeframe })).toEqual(truthOf(exchange, symbol, timeframe));
    },
  );

  it.each(FILES)(
    "[HIST-11] $symbol $timeframe comes back row for row as Parquet",
    async ({ symbol, timeframe }) => {
      expect(await readParquet(app.url, { symbol, timeframe })).toEqual(truthOf(exchange, symbol, timeframe));
    },
  );

  it("[HIST-2] the newest page ends with the recording's last bar", async () => {
    const response = await readOhlcv(app.url, "BTCUSDT", "timeframe=1h&limit=3&decimals=string");
    const { bars } = (await response.json()) as { bars: Bar[] };
    expect(bars.map(lineOf)).toEqual(truthOf(exchange, "BTCUSDT", "1h").slice(-3));
  });
});
