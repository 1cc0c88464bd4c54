import { describe, expect, it } from "vitest";
import { foldTrades, joinBars } from "../model/bar.ts";
import type { SymbolMarket } from "../model/market.ts";
import { seededRandom } from "../model/random.ts";
import { GeneratedMarket } from "./generated-market.ts";

const TODAY = Date.UTC(2026, 10, 21) / 86_400_000;
const OPTIONS = { seed: 7, rate: 0.2, firstDay: TODAY - 456 };
const SYMBOLS = ["BTCUSDT", "XRPUSDT", "SHIBUSDT", "WICKUSDT", "ANYUSDC"];

/** Minutes all over the served days, borders of days among them. */
function someMinutes(seed: number): number[] {
  const random = seededRandom(seed);
  const drawn = Array.from({ length: 25 }, () => Math.floor((TODAY - 456 * random()) * 1_440));
  return [...drawn, TODAY * 1_440 - 1, TODAY * 1_440];
}

function shown(market: SymbolMarket, minute: number): string {
  return JSON.stringify(
    [market.trades(minute), market.fold(minute, 1), market.firstTradeId(minute)],
    (_, value) => (typeof value === "bigint" ? String(value) : value),
  );
}

describe.each(SYMBOLS)("the generated market of %s", (symbol) => {
  it("[REP-1] is a function of seed, symbol and minute: order and company of calls do not matter", () => {
    const minutes = someMinutes(1);
    const forward = new GeneratedMarket(symbol, OPTIONS);
    const backward = new GeneratedMarket(symbol, OPTIONS);
    const there = minutes.map((minute) => shown(forward, minute));
    const back = [...minutes].reverse().map((minute) => shown(backward, minute));
    expect(back.reverse()).toEqual(there);
    const other = new GeneratedMarket(symbol, { ...OPTIONS, seed: 8 });
    expect(minutes.map((minute) => shown(other, minute))).not.toEqual(there);
  });

  it("[REP-2] has bars that are the exact fold of their trades", () => {
    const market = new GeneratedMarket(symbol, OPTIONS);
    for (const minute of someMinutes(2)) {
      const trades = market.trades(minute);
      const folded = foldTrades(minute * 60_000, trades, market.previousClose(minute));
      expect(market.fold(minute, 1)).toEqual(folded);
    }
  });

  it("[REP-2] has longer bars that are the fold of their minutes", () => {
    const market = new GeneratedMarket(symbol, OPTIONS);
    const start = (TODAY - 3) * 1_440 - 30;
    const minutes = Array.from({ length: 60 }, (_, i) => market.fold(start + i, 1));
    expect(market.fold(start, 60)).toEqual(minutes.reduce(joinBars));
  });

  it("[REP-3] numbers aggregate and individual trades without a hole, across minutes and days", () => {
    const market = new GeneratedMarket(symbol, OPTIONS);
    let id = market.firstTradeId(TODAY * 1_440 - 60);
    let fill: number | undefined;
    for (let minute = TODAY * 1_440 - 60; minute < TODAY * 1_440 + 60; minute += 1) {
      expect(market.firstTradeId(minute)).toBe(id);
      let time = minute * 60_000_000 - 1;
      for (const trade of market.trades(minute)) {
        expect(trade.id).toBe(id);
        expect(trade.firstId).toBe(fill ?? trade.firstId);
        expect(trade.fills).toHaveLength(trade.lastId - trade.firstId + 1);
        expect(trade.fills.reduce((sum, size) => sum + size, 0n)).toBe(trade.size);
        expect(trade.timeUs).toBeGreaterThan(time);
        id += 1;
        fill = trade.lastId + 1;
        time = trade.timeUs;
      }
      expect(time).toBeLessThan((minute + 1) * 60_000_000);
    }
  });
});

describe("the generated market", () => {
  const day = (symbol: string) => {
    const market = new GeneratedMarket(symbol, { ...OPTIONS, rate: 1 });
    const first = (TODAY - 10) * 1_440;
    return Array.from({ length: 1_440 }, (_, m) => market.fold(first + m, 1));
  };

  it("[REP-4] has minutes without a trade, and busy ones", () => {
    const counts = day("XRPUSDT").map((bar) => bar.n);
    const average = counts.reduce((a, b) => a + b, 0) / counts.length;
    expect(counts.filter((n) => n === 0).length).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeGreaterThan(4 * average);
  });

  it("[REP-4] clusters its volatility", () => {
    const moves = day("BTCUSDT").map((bar) => Math.abs(Number(bar.close - bar.open)));
    const mean = moves.reduce((a, b) => a + b, 0) / moves.length;
    const product = (lag: number) =>
      moves.slice(lag).reduce((sum, move, i) => sum + (move - mean) * ((moves[i] ?? mean) - mean), 0);
    expect(product(1) / product(0)).toBeGreaterThan(0.1);
  });

  it("[REP-4] fills some aggregate trades with several individual ones", () => {
    const trades = new GeneratedMarket("BTCUSDT", OPTIONS).trades(TODAY * 1_440 + 600);
    expect(trades.some((trade) => trade.lastId > trade.firstId)).toBe(true);
  });

  it("[REP-5] goes to the extremes: a day of 10^12 coins, and quote volumes of sixteen decimals", () => {
    const shib = day("SHIBUSDT").reduce(joinBars);
    expect(shib.volume / 10n ** 8n).toBeGreaterThan(10n ** 11n);
    const odd = day("WICKUSDT").filter((bar) => bar.quote % 10n !== 0n);
    expect(odd.length).toBeGreaterThan(100);
  });

  it("[REP-1] serves nothing before 2020", () => {
    const market = new GeneratedMarket("BTCUSDT", OPTIONS);
    expect(() => market.trades(Date.UTC(2019, 11, 31) / 60_000)).toThrow(RangeError);
  });
});
