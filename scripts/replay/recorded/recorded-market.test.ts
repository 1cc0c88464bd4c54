import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foldTrades, joinBars } from "../model/bar.ts";
import type { SymbolMarket } from "../model/market.ts";
import { decimal8 } from "../model/wire.ts";
import { dataFile, readLines } from "./files.ts";
import { fillsFromCsv, uniqueFills } from "./fill.ts";
import { loadRecorded } from "./load.ts";

const DATA = process.env.WICK_DATA ?? resolve("../shared/data/open");
const OWN_TIME = { seed: 1, startMinute: undefined, historyDays: 30 };

/** Every minute is the fold of its trades, and ids have no hole between `from` and `to`. */
function expectConsistent(market: SymbolMarket, from: number, to: number): void {
  let id = market.firstTradeId(from);
  let fill: number | undefined;
  for (let minute = from; minute < to; minute += 1) {
    const trades = market.trades(minute);
    expect(market.fold(minute, 1)).toEqual(foldTrades(minute * 60_000, trades, market.previousClose(minute)));
    for (const trade of trades) {
      expect(trade.id).toBe(id);
      expect(trade.firstId).toBe(fill ?? trade.firstId);
      expect(Math.floor(trade.timeUs / 60_000_000)).toBe(minute);
      id += 1;
      fill = trade.lastId + 1;
    }
  }
}

describe("a recording of a few trades", () => {
  const start = Date.UTC(2024, 7, 8, 23, 54);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wick-replay-"));
    const rows = [
      [100, "10.50", "1.5", start + 20_000, true],
      [101, "10.50", "0.5", start + 20_000, true],
      [102, "10.50", "0.25", start + 20_000, false],
      [103, "10.51", "0.25", start + 20_000, false],
      [104, "10.51", "1", start + 20_001, false],
      [105, "10.49", "2", start + 125_000, true],
    ];
    const lines = rows.map((row) => `${row.join(",")},0,0`);
    const csv = ["trade_id,price,qty,time,is_buyer_maker,event_time,recv_ns", ...lines].join("\n");
    await writeFile(join(folder, "spot_fooUSDT_trades_20240808.csv.gz"), gzipSync(csv));
    // The same trades once more, as recorded frames: each counts once.
    const frames = rows.map(([t, p, q, T, m]) =>
      JSON.stringify({
        recv_ns: 1,
        frame: { stream: "x", data: { e: "trade", s: "FOOUSDT", t, p, q, T, m } },
      }),
    );
    await writeFile(join(folder, "spot_foousdt_20240808.ndjson"), `${frames.join("\n")}\n`);
    const klines = [
      "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_base,taker_buy_quote",
      `${start - 3_600_000 + 360_000},9,12,8,10,100.5,0,,,,`,
    ];
    await writeFile(join(folder, "FOOUSDT_1h.csv"), `${klines.join("\n")}\n`);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const load = async (startMinute: number | undefined) => {
    const market = (await loadRecorded(folder, undefined, { ...OWN_TIME, startMinute })).get("FOOUSDT");
    if (market === undefined) throw new Error("not loaded");
    return market;
  };

  it("[REP-10] merges consecutive trades of equal time, price and side", async () => {
    const market = await load(undefined);
    const trades = market.trades(start / 60_000);
    expect(trades.map((trade) => [trade.firstId, trade.lastId, decimal8(trade.size)])).toEqual([
      [100, 101, "2.00000000"],
      [102, 102, "0.25000000"],
      [103, 103, "0.25000000"],
      [104, 104, "1.00000000"],
    ]);
    expect(trades[0]?.fills.map(decimal8)).toEqual(["1.50000000", "0.50000000"]);
  });

  it("[REP-11] moves it by whole minutes, seconds within the minute kept", async () => {
    const now = Math.floor(Date.UTC(2026, 10, 21, 12, 34) / 60_000);
    const market = await load(now);
    expect(market.trades(now)[0]?.timeUs).toBe((now * 60_000 + 20_000) * 1_000);
    expect(market.trades(now + 1)).toEqual([]);
    expect(market.fold(now + 1, 1)).toMatchObject({ n: 0, firstId: -1, close: 1_051_000_000n });
    expect(market.trades(now + 2)[0]?.timeUs).toBe((now * 60_000 + 125_000) * 1_000);
  });

  it("[REP-12] begins anew when it ends, ids counting on", async () => {
    const now = Math.floor(Date.UTC(2026, 10, 21, 12, 34) / 60_000);
    const market = await load(now);
    expectConsistent(market, now - 5, now + 30);
    expect(market.trades(now + 3)[0]).toMatchObject({ firstId: 106, lastId: 107 });
  });

  it("[REP-13] makes minutes out of longer klines where nothing shorter was recorded", async () => {
    const market = await load(undefined);
    const hour = start / 60_000 - 54;
    expect(market.fold(hour, 54)).toMatchObject({ open: 900_000_000n });
    expectConsistent(market, hour, hour + 54);
  });

  it("[REP-14] says which line of which file cannot be read", () => {
    expect(() => fillsFromCsv(["trade_id,price,qty,time,is_buyer_maker", "x,1,1,1,true"], "a.csv")).toThrow(
      "a.csv:2: not a trade",
    );
  });

  it("[REP-14] passes over futures and unknown files", () => {
    expect(dataFile("a/um_futures_btcusdt_trades_20240808.csv.gz")).toBeUndefined();
    expect(dataFile("a/BTCUSDT_UM_1m_20220501_20220630.csv.gz")).toBeUndefined();
    expect(dataFile("a/fear_greed_index.csv.gz")).toBeUndefined();
    expect(dataFile("BTCUSDT_1m_20240726_20240825.csv.gz")).toMatchObject({ symbol: "BTCUSDT", frame: "1m" });
  });
});

describe.runIf(existsSync(DATA))("the recordings of the exchange", () => {
  const minuteOf = (fill: { timeUs: number }) => Math.floor(fill.timeUs / 60_000_000);

  it.each(["btc", "eth"])("[REP-10] %s trades make up every whole minute's recorded kline", async (base) => {
    const symbol = `${base.toUpperCase()}USDT`;
    // Only the trades are loaded: the klines are the independent witness.
    const folder = join(DATA, "ticks");
    const market = (await loadRecorded(folder, [symbol], OWN_TIME)).get(symbol);
    const lines = await readLines(join(DATA, `klines/spot_1m/${symbol}_1m_20240726_20240825.csv.gz`));
    const klines = new Map(lines.slice(1).map((line) => [Number(line.split(",")[0]), line.split(",")]));
    const fills = fillsFromCsv(await readLines(join(folder, `spot_${base}usdt_trades_20240808.csv.gz`)), "");
    const minutes = [...new Set(fills.map(minuteOf))].slice(1, -1);
    expect(minutes.length).toBeGreaterThanOrEqual(5);
    for (const minute of minutes) {
      const bar = market?.fold(minute, 1);
      const recorded = klines
        .get(minute * 60_000)
        ?.slice(1, 6)
        .map(Number);
      const told = [bar?.open, bar?.high, bar?.low, bar?.close, bar?.volume].map(
        (value) => Number(value) / 1e8,
      );
      expect(told).toEqual(recorded);
      const inMinute = fills.filter((fill) => minuteOf(fill) === minute);
      expect(bar?.quote).toBe(inMinute.reduce((sum, fill) => sum + fill.price * fill.size, 0n));
      expect(bar?.n).toBe(inMinute.length);
      expect([bar?.firstId, bar?.lastId]).toEqual([inMinute[0]?.id, inMinute.at(-1)?.id]);
    }
  });

  it("[REP-10] TRX keeps its microseconds", async () => {
    const folder = join(DATA, "ticks");
    const market = (await loadRecorded(folder, ["TRXUSDT"], OWN_TIME)).get("TRXUSDT");
    const path = join(folder, "spot_trxusdt_trades_20250304_us.csv.gz");
    const fills = uniqueFills(fillsFromCsv(await readLines(path), path));
    const first = fills.slice(0, 1).map(minuteOf)[0] ?? 0;
    const trades = Array.from({ length: 48 }, (_, i) => market?.trades(first + i) ?? []).flat();
    expect(trades.reduce((sum, trade) => sum + trade.fills.length, 0)).toBe(fills.length);
    expect(trades[0]?.timeUs).toBe(1_741_046_401_271_497);
    expect(trades.reduce((sum, trade) => sum + trade.price * trade.size, 0n)).toBe(
      fills.reduce((sum, fill) => sum + fill.price * fill.size, 0n),
    );
  });

  it("[REP-12] with klines before and behind, is consistent through the borders of the recorded trades", async () => {
    const now = Math.floor(Date.UTC(2026, 10, 21, 12, 34) / 60_000);
    const options = { seed: 1, startMinute: now, historyDays: 5 };
    const market = (await loadRecorded(DATA, ["BTCUSDT"], options)).get("BTCUSDT");
    if (market === undefined) throw new Error("not loaded");
    expectConsistent(market, now - 30, now + 60);
    expect(market.firstMinute).toBe(now - 5 * 1_440);
  });

  it("[REP-13] a symbol that only has klines tells their hours exactly", async () => {
    const market = (await loadRecorded(join(DATA, "klines/spot"), ["BNBUSDT"], OWN_TIME)).get("BNBUSDT");
    const lines = await readLines(join(DATA, "klines/spot/BNBUSDT_1h.csv.gz"));
    for (const line of lines.slice(-48)) {
      const [openTime = 0, ...recorded] = line.split(",").slice(0, 6).map(Number);
      const bar = market?.fold(openTime / 60_000, 60);
      expect(
        [bar?.open, bar?.high, bar?.low, bar?.close, bar?.volume].map((value) => Number(value) / 1e8),
      ).toEqual(recorded);
      const minutes = Array.from({ length: 60 }, (_, i) => market?.fold(openTime / 60_000 + i, 1)).flatMap(
        (minute) => minute ?? [],
      );
      expect(minutes.reduce(joinBars).volume).toBe(bar?.volume);
    }
  });
});
