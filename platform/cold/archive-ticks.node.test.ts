import { expect, test } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import { Hub } from "../../durable-objects/symbol-hub/hub.ts";
import { openTables } from "../../durable-objects/symbol-hub/tables.ts";
import type { Decimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { seededRandom } from "../../scripts/replay/model/random.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { archiveTicks, type TickHub } from "./archive-ticks.ts";
import { ColdTicks } from "./cold-ticks.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 7, 8, 13);
const SOURCE = { symbol: "BTCUSDT", feed: "binance", latenessMs: 0 } as const;
const BUDGET = 10_000_000;

function openStore() {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  const ticks = new ColdTicks(d1.db, r2.bucket);
  const archive = (hub: TickHub, source: Parameters<typeof archiveTicks>[2] = SOURCE) =>
    archiveTicks(ticks, hub, source, BUDGET, () => 1);
  const read = async (symbol = "BTCUSDT", from = 0, to = Number.MAX_SAFE_INTEGER) => {
    const found: Trade[] = [];
    const objects = await ticks.objects(symbol, { from, to });
    for await (const batch of ticks.read(objects, { from, to })) found.push(...batch);
    return found;
  };
  return { d1, r2, archive, read };
}

/** Trades of an exchange, one a second or so, from an id on. */
function tradesFrom(id: number, from: number, count: number, stepMs = 1_000): Trade[] {
  const random = seededRandom(id);
  let individual = id * 3;
  return Array.from({ length: count }, (_, i) => {
    const span = Math.floor(random() * 3);
    const firstId = individual;
    individual += span + 1;
    const price = `6${Math.floor(random() * 9_000) + 1_000}.${Math.floor(random() * 9) + 1}` as Decimal;
    const size = `0.0${Math.floor(random() * 899) + 101}1` as Decimal;
    const time = from + Math.floor(i * stepMs);
    return { id: id + i, price, size, time, firstId, lastId: firstId + span, buyerIsMaker: random() < 0.5 };
  });
}

/** The ticks of a hub of an exchange's symbol: its own table, and where the exchange's clock stands. */
function hubWith(trades: readonly Trade[]) {
  const { ticks } = openTables(new NodeSql(), () => 1);
  const put = (more: readonly Trade[]) => {
    for (let i = 0; i < more.length; i += 1_000) ticks.put(more.slice(i, i + 1_000));
  };
  put(trades);
  const state = { clock: trades.at(-1)?.time ?? 0, asked: 0 };
  const hub: TickHub = {
    getStatus: async () => ({ exchangeTime: state.clock }),
    async getTicks({ from, to = Number.MAX_SAFE_INTEGER, limit }) {
      state.asked += 1;
      return ticks.inTime(from ?? 0, to, limit, from === undefined);
    },
  };
  return { hub, put, state };
}

test("[COLD-13] closed hours become objects, tick for tick; the hour that is open does not", async () => {
  const { r2, archive, read } = openStore();
  const trades = tradesFrom(100, START, 9_000);
  const { hub } = hubWith(trades);
  expect(await archive(hub)).toBe(7_200);
  expect([...r2.objects.keys()].map((key) => key.replace(/-\w{8}\.parquet$/, ""))).toEqual([
    "ticks/v1/BTCUSDT/2024-08-08/13",
    "ticks/v1/BTCUSDT/2024-08-08/14",
  ]);
  expect(await read()).toEqual(trades.slice(0, 7_200));
  expect(await read("BTCUSDT", START + 10_000, START + 19_999)).toEqual(trades.slice(10, 20));
});

test("[COLD-13] hours that were missed are caught up, and none is read twice", async () => {
  const { r2, archive, read } = openStore();
  const trades = tradesFrom(1, START, 20 * 60, 60_000);
  const { hub, state } = hubWith(trades);
  await archive(hub);
  expect(r2.objects.size).toBe(19);
  expect(await read()).toEqual(trades.slice(0, 19 * 60));
  const { put } = r2.operations;
  state.asked = 0;
  expect(await archive(hub)).toBe(0);
  expect(r2.operations.put).toBe(put);
  expect(state.asked).toBe(1);
});

test("[COLD-14] an hour that lacked trades is looked at again, and complete once they are there", async () => {
  const { archive, read, d1 } = openStore();
  const trades = tradesFrom(1, START, 4 * 3_600);
  const holed = [...trades.slice(0, 3_000), ...trades.slice(4_000)];
  const { hub, put, state } = hubWith([]);
  for (const part of [trades.slice(0, 3_000), trades.slice(4_000)]) put(part);
  state.clock = START + 2 * HOUR + 600_000;
  await archive(hub);
  expect(await read()).toEqual(holed.filter(({ time }) => time < START + 2 * HOUR));
  const missing = d1.sqlite.prepare("SELECT revisions FROM cold_object ORDER BY period").all();
  expect(missing).toEqual([{ revisions: 1_000 }, { revisions: 1_000 }]);
  put(trades.slice(3_000, 4_000));
  state.clock = START + 3 * HOUR + 600_000;
  await archive(hub);
  state.clock += HOUR;
  await archive(hub);
  expect(await read()).toEqual(trades);
  expect(d1.sqlite.prepare("SELECT SUM(revisions) AS n FROM cold_object").get()).toEqual({ n: 0 });
});

test("[COLD-5] a number with more digits than those before it is kept exactly, too", async () => {
  const { archive, read } = openStore();
  const trades = tradesFrom(1, START, 45_000, 100);
  const late = trades[40_000];
  const wide = { ...late, price: "12345678901.12345678" as Decimal } as Trade;
  trades.splice(40_000, 1, wide);
  const { hub } = hubWith(trades);
  await archive(hub);
  expect(await read()).toEqual(trades.filter(({ time }) => time < START + HOUR));
});

test("[COLD-14] a pushed tick that came late is in its hour after the next look, by its own time", async () => {
  const { archive, read } = openStore();
  const hub = new Hub({
    ...{ sql: new NodeSql(), now: () => START + 365 * 24 * HOUR, later: () => {}, source: "replay" },
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    sendOutbox: async () => {},
    sendSignals: async () => {},
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const latenessMs = 600_000;
  hub.configure("PUSHUSDT" as SymbolId, { feed: "push", tickSize: "1", stepSize: "1", latenessMs });
  const port: TickHub = {
    getStatus: async () => hub.getStatus(),
    getTicks: async (query) => hub.getTicks(query),
  };
  const push = async (...minutes: number[]) => {
    await hub.ingest(minutes.map((at) => ({ timestamp: START + at * 60_000, price: "10", size: "1" })));
  };
  const source = { symbol: "PUSHUSDT", feed: "push", latenessMs } as const;
  const minutes = async () => (await read("PUSHUSDT")).map(({ time }) => (time - START) / 60_000);
  await push(5, 30, 20, 59, 71);
  expect(await archive(port, source)).toBe(0); // the hour is over, its lateness is not
  await push(80);
  expect(await archive(port, source)).toBe(4);
  expect(await minutes()).toEqual([5, 20, 30, 59]);
  await push(10, 190);
  await archive(port, source);
  expect(await minutes()).toEqual([5, 10, 20, 30, 59, 71, 80]);
});
