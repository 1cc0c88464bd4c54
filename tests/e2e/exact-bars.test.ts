import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client.ts";
import { AppProcess } from "../support/app-process.ts";
import type { ExactBar } from "../support/exact-json.ts";
import { ExchangeWorld } from "../support/exchange-world.ts";
import { DATA, recordedKlines, recordedTrades } from "../support/recorded-data.ts";
import { StreamClient } from "../support/stream-client.ts";
import { StreamTruth } from "../support/stream-truth.ts";
import { addDecimals, canonical, type FoldedMinute, foldMinutes } from "../support/trade-fold.ts";
import { until } from "../support/until.ts";

const MINUTE = 60_000;
/** The recording begins in this minute of 2024, and is replayed at its own time. */
const START = Date.UTC(2024, 7, 8, 23, 54, 10);
const FIRST_WHOLE = Date.UTC(2024, 7, 8, 23, 55);
const MIDNIGHT = Date.UTC(2024, 7, 9);
/** Two minutes into the next day, so that every timeframe has closed once. */
const LAST = MIDNIGHT + MINUTE;
const SYMBOLS = ["BTCUSDT", "ETHUSDT", "TRXUSDT", "WICKUSDT", "SHIBUSDT"];

describe.skipIf(DATA === undefined)("recorded trades of 2024 through the whole app", () => {
  let world: ExchangeWorld;
  let app: AppProcess;
  let api: ApiClient;
  let client: StreamClient;
  const truth = new StreamTruth();

  beforeAll(async () => {
    world = await ExchangeWorld.open({ data: DATA, symbols: SYMBOLS, startAt: START, speed: 16 });
    app = await AppProcess.start({ symbols: SYMBOLS, exchange: world.exchange });
    api = new ApiClient(app.url, app.key);
    client = new StreamClient("live", app.wsUrl, truth);
    await client.connect();
    await client.subscribe(SYMBOLS.flatMap((symbol) => [`bars:${symbol}:1m`, `trades:${symbol}`]));
    world.run();
    await until(
      "the bars of the minute after midnight",
      () => SYMBOLS.every((symbol) => finals(symbol).some((bar) => Number(bar.openTime) >= LAST)),
      90_000,
    );
  }, 150_000);

  afterAll(async () => {
    await client?.close();
    await app?.stop();
    await world?.close();
  });

  const finals = (symbol: string) => client.log(`bars:${symbol}:1m`).finals;
  const minutesOf = (symbol: string) =>
    api.bars(symbol, "1m", `&from=${FIRST_WHOLE}&to=${LAST}&forming=false&limit=1000`);

  it.each(["BTC", "ETH"])(
    "makes of %sUSDT's trades the klines that were recorded, at their own time",
    async (base) => {
      const klines = recordedKlines(`spot_1m/${base}USDT_1m_20240726_20240825.csv.gz`);
      // The recording of trades ends a moment after midnight; the minute after that is drawn from its kline.
      const whole = (bar: ExactBar) => Number(bar.openTime) !== MIDNIGHT;
      const bars = (await minutesOf(`${base}USDT`)).filter(whole);
      expect(bars.length).toBe(6);
      for (const { openTime, open, high, low, close, volume } of bars) {
        const recorded = klines.get(Number(openTime));
        expect({ openTime, open, high, low, close, volume }).toEqual({ openTime, ...recorded });
      }
    },
  );

  it.each([
    ["BTCUSDT", "spot_btcusdt_trades_20240808.csv.gz", 0],
    ["ETHUSDT", "spot_ethusdt_trades_20240808.csv.gz", 0],
    // Recorded on another day, in microseconds: moved by whole minutes to where this run begins.
    [
      "TRXUSDT",
      "spot_trxusdt_trades_20250304_us.csv.gz",
      Date.UTC(2025, 2, 4) - Date.UTC(2024, 7, 8, 23, 54),
    ],
  ])(
    "[BAR-2] [BAR-3] folds every whole minute of %s as the individual trades say",
    async (symbol, file, shift) => {
      const trades = recordedTrades(file);
      const expected = foldMinutes(trades);
      const end = symbol === "TRXUSDT" ? LAST : MIDNIGHT - MINUTE;
      const bars = await api.bars(symbol, "1m", `&from=${FIRST_WHOLE}&to=${end}&forming=false&limit=1000`);
      expect(bars.map((bar) => Number(bar.openTime))).toEqual(minutes(FIRST_WHOLE, end));
      for (const bar of bars) {
        expect(bar).toMatchObject({
          ...expected.get(Number(bar.openTime) + shift),
          source: "trades",
          revision: "0",
        });
      }
    },
  );

  it.each(SYMBOLS)(
    "equals an independent fold of the exchange's trades, and its klines: %s",
    async (symbol) => {
      const expected = foldMinutes(await world.reader.trades(symbol, FIRST_WHOLE, LAST + MINUTE - 1));
      const klines = new Map(
        (await world.reader.klines(symbol, "1m", FIRST_WHOLE, LAST)).map((row) => [row[0], row] as const),
      );
      const bars = await minutesOf(symbol);
      expect(bars.length).toBe((LAST - FIRST_WHOLE) / MINUTE + 1);
      for (const bar of bars) {
        const folded = expected.get(Number(bar.openTime));
        if (folded !== undefined) expect(bar).toMatchObject(folded);
        expect(atEightDecimals(bar)).toEqual(klineValues(klines.get(Number(bar.openTime)) ?? []));
      }
    },
  );

  it("[BAR-2] keeps sixteen decimals of a quote volume, and volumes of millions of millions", async () => {
    const digits = (bars: readonly ExactBar[]) =>
      Math.max(...bars.map((bar) => bar.quoteVolume.split(".")[1]?.length ?? 0));
    expect(digits(await minutesOf("WICKUSDT"))).toBe(16);
    const [day] = await api.bars("SHIBUSDT", "1d", `&to=${MIDNIGHT - 1}&limit=1&forming=false`);
    expect(Number(day?.volume)).toBeGreaterThan(1e11);
  });

  it.each(["5m", "15m", "1h", "4h", "12h", "1d"])(
    "[BAR-5] closes %s at midnight as the minutes add up",
    async (tf) => {
      const length = { "5m": 5, "15m": 15, "1h": 60, "4h": 240, "12h": 720, "1d": 1_440 }[tf] ?? 0;
      const openTime = MIDNIGHT - length * MINUTE;
      for (const symbol of SYMBOLS) {
        const [bar] = await api.bars(symbol, tf, `&from=${openTime}&to=${openTime}&forming=false`);
        const rows = [
          ...(await world.reader.klines(symbol, "1m", openTime, openTime + 999 * MINUTE)),
          ...(await world.reader.klines(symbol, "1m", openTime + 1_000 * MINUTE, MIDNIGHT - 1)),
        ].filter((row) => row[0] < MIDNIGHT);
        expect(bar, symbol).toMatchObject({ openTime: String(openTime), final: true, ...rolledUp(rows) });
      }
    },
  );

  it("announced each minute once, in order, without a hole, the same as REST has it", async () => {
    for (const symbol of SYMBOLS) {
      truth.bars(
        `bars:${symbol}:1m`,
        await api.barsText(symbol, "1m", `&from=${FIRST_WHOLE}&to=${LAST}&forming=false`),
      );
      expect(finals(symbol).every((bar) => bar.revision === "0")).toBe(true);
      expect(await api.metric("wick_hub_gaps_total", symbol)).toBe(0);
      expect(await api.metric("wick_hub_kline_mismatches_total", symbol)).toBe(0);
      expect(await api.metric("wick_hub_kline_matches_total", symbol)).toBeGreaterThan(5);
    }
    expect(truth.violations).toEqual([]);
  });
});

function minutes(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / MINUTE + 1 }, (_, index) => from + index * MINUTE);
}

function klineValues(row: readonly (string | number)[]) {
  const [
    ,
    open = "",
    high = "",
    low = "",
    close = "",
    volume = "",
    ,
    quote = "",
    n = "",
    taken = "",
    takenQuote = "",
  ] = row;
  const text = (value: string | number) => canonical(String(value));
  return {
    open: text(open),
    high: text(high),
    low: text(low),
    close: text(close),
    volume: text(volume),
    quoteVolume: text(quote),
    n: String(n),
    takerBuyVolume: text(taken),
    takerBuyQuoteVolume: text(takenQuote),
  };
}

/** A bar's values as a kline tells them: quote sums cut at eight decimals. */
function atEightDecimals(bar: ExactBar) {
  const cut = (text: string) => canonical(text.replace(/(\.\d{8})\d+$/, "$1"));
  const { open, high, low, close, volume, n, takerBuyVolume } = bar;
  return {
    open,
    high,
    low,
    close,
    volume,
    quoteVolume: cut(bar.quoteVolume),
    n,
    takerBuyVolume,
    takerBuyQuoteVolume: cut(bar.takerBuyQuoteVolume),
  };
}

/** Minutes' klines put together; quote sums are left out, since klines have cut them. */
function rolledUp(rows: readonly (readonly (string | number)[])[]): Partial<FoldedMinute> {
  const traded = rows.map(klineValues).filter((row) => row.n !== "0");
  const most = (pick: (row: (typeof traded)[number]) => string, sign: 1 | -1) =>
    traded.map(pick).reduce((a, b) => (sign * Number(a) >= sign * Number(b) ? a : b));
  const add = (pick: (row: (typeof traded)[number]) => string) =>
    traded.map(pick).reduce((a, b) => addDecimals(a, b));
  return {
    open: traded[0]?.open ?? "",
    high: most((row) => row.high, 1),
    low: most((row) => row.low, -1),
    close: traded.at(-1)?.close ?? "",
    volume: add((row) => row.volume),
    n: add((row) => row.n),
    takerBuyVolume: add((row) => row.takerBuyVolume),
  };
}
