import { expect, it } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import type { SecondEvent } from "./second-table.ts";
import { openTables } from "./tables.ts";

const START = Date.UTC(2024, 7, 8);
const MINUTE = 60_000;
const DAY = 86_400_000;
const d = (text: string) => parseDecimal(text, 16);
const BARS: readonly Bar[] = [...walkBars("forget", "1m", START, 3 * 1_440)];

const [minuteBar] = BARS;
if (minuteBar === undefined) throw new Error("no bars were walked");
const secondBar: Bar = minuteBar;

/** The first `count` bars in store, and a count of the rows that an action writes. */
function openWorld(count: number) {
  const sql = new NodeSql();
  const tables = openTables(sql);
  const put = (from: number, to: number) => {
    for (const bar of BARS.slice(from, to)) tables.bars.put("1m", bar);
  };
  put(0, count);
  const written = (run: () => void) => {
    const before = sql.written;
    run();
    return sql.written - before;
  };
  const all = () => tables.bars.range("1m", 0, Number.MAX_SAFE_INTEGER);
  return { sql, tables, put, written, all };
}

it("bars that are due to leave are written over by those that come, a row each, and no hole appears", () => {
  const { tables, put, written, all } = openWorld(100);
  tables.bars.forgetBefore("1m", START + 30 * MINUTE);
  expect(written(() => put(100, 125))).toBe(25);
  expect(all()).toEqual(BARS.slice(25, 125));
  expect(tables.bars.oldest("1m")).toBe(START + 25 * MINUTE);
  // Five more are due; what comes then has nothing to be written over.
  expect(written(() => put(125, 140))).toBe(15);
  expect(all()).toEqual(BARS.slice(30, 140));
});

it("a revision takes the place of its bar, whether one is due or not", () => {
  const { tables, all } = openWorld(100);
  tables.bars.forgetBefore("1m", START + 2 * MINUTE);
  const revised = { ...(BARS[50] as Bar), revision: 1, source: "kline" as const };
  for (let revision = 0; revision < 4; revision++) tables.bars.put("1m", revised);
  expect(all()).toEqual(BARS.slice(2, 100).map((bar) => (bar.openTime === revised.openTime ? revised : bar)));
});

it("bars that nothing is written over are deleted a day later", () => {
  const { tables, written, all } = openWorld(3 * 1_440);
  expect(written(() => tables.bars.forgetBefore("1m", START + DAY + 10 * MINUTE))).toBe(10);
  expect(all()).toEqual(BARS.slice(10));
});

it("the oldest ticks that are due are written over, and what is left has no hole", () => {
  const { tables, written } = openWorld(0);
  const tick = (id: number): Trade => ({
    ...{ id, firstId: id, lastId: id, time: START + id * 1_000, price: d("100"), size: d("1") },
    buyerIsMaker: false,
  });
  const put = (first: number) => tables.ticks.put(Array.from({ length: 10 }, (_, i) => tick(first + i)));
  for (let first = 0; first < 50; first += 10) put(first);
  tables.ticks.forgetBefore(START + 20_000);
  expect(written(() => put(50))).toBe(1);
  expect(tables.ticks.inIds(0, 99).map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => 10 + i));
  // The same chunk again, as after a crash, and two that have nothing to be written over.
  put(50);
  put(60);
  expect(tables.ticks.inIds(0, 99).map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => 20 + i));
  tables.ticks.forgetBefore(START + 2 * 3_600_000 + 45_000);
  expect(tables.ticks.inIds(0, 99)[0]?.id).toBe(40);
});

it("[HIST-20] bars on their way to D1 are written over those that D1 has, and sent again after a restart at most", () => {
  const { tables, written, sql } = openWorld(0);
  const { outbox } = tables;
  const put = (from: number, to: number) => {
    for (const bar of BARS.slice(from, to)) outbox.put("1m", bar);
  };
  const opens = (table = outbox) => table.take(100).map(({ bar }) => (bar.openTime - START) / MINUTE);
  const send = () => outbox.sentThrough(outbox.take(100).at(-1)?.id ?? 0);
  put(0, 3);
  expect(written(send)).toBe(0);
  expect([outbox.depth(), outbox.oldestMs(), outbox.oldestOpen("1m")]).toEqual([0, null, undefined]);
  expect(written(() => put(3, 5))).toBe(2);
  expect([opens(), outbox.depth(), outbox.oldestOpen("1m")]).toEqual([[3, 4], 2, START + 3 * MINUTE]);
  // More than there are rows to write over; after it a few stay.
  put(5, 60);
  expect(opens()).toEqual(Array.from({ length: 57 }, (_, i) => 3 + i));
  send();
  put(60, 61);
  expect(opens()).toEqual([60]);
  expect(sql.all("SELECT id FROM outbox")).toHaveLength(16);
  expect(opens(openTables(sql).outbox)).toEqual(Array.from({ length: 16 }, (_, i) => 45 + i));
});

it("[STR-9] an event is written over the one that is forgotten with it, and numbers stay without a hole", () => {
  const { tables, written } = openWorld(0);
  const put = (channel: string, seq: number, json: string, over: number) =>
    tables.events.put({ channel, seq, json, riders: [] }, over);
  for (let seq = 1; seq <= 5; seq++) put("bars:X:1m", seq, `${seq}`, seq - 5);
  const more = () => {
    for (let seq = 6; seq <= 9; seq++) put("bars:X:1m", seq, `${seq}`, seq - 5);
  };
  expect(written(more)).toBe(4);
  expect(tables.events.after("bars:X:1m", 0).map(({ seq, json }) => [seq, json])).toEqual(
    [5, 6, 7, 8, 9].map((seq) => [seq, `${seq}`]),
  );
  put("bars:Y:1m", 9, "other", 4);
  expect(tables.events.oldestSeq("bars:X:1m")).toBe(5);
});

it("seconds that are due to leave are written over by those that come, and their order stays that of their numbers", () => {
  const { tables, written } = openWorld(0);
  const second = (seq: number): SecondEvent => ({
    seq,
    bar: { ...secondBar, openTime: START + seq * 1_000, closeTime: START + seq * 1_000 + 999 },
  });
  const put = (seq: number) => tables.seconds.put([second(seq), second(seq + 1)]);
  for (let seq = 1; seq < 9; seq += 2) put(seq);
  tables.seconds.forgetBefore(START + 4_000);
  expect(written(() => put(9))).toBe(1);
  // The oldest that is left is not due.
  expect(written(() => put(11))).toBe(1);
  expect(tables.seconds.after(0).map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

it("[ANA-40] events that ride with another cost no row, and are read with those that could not", () => {
  const { tables, written } = openWorld(0);
  const event = (seq: number) => ({ seq, json: `p${seq}` });
  const rider = (seq: number) => ({ ...event(seq), channel: "patterns:X:1m" });
  const put = (seq: number, riders: ReturnType<typeof rider>[]) =>
    tables.events.put({ channel: "bars:X:1m", seq, json: `b${seq}`, riders });
  expect(written(() => put(1, [rider(1), { ...rider(1), channel: "patterns:X:5m" }]))).toBe(1);
  put(2, []);
  tables.events.put({ channel: "patterns:X:1m", ...event(2), riders: [] });
  put(3, [rider(3)]);
  const after = (seq: number) => tables.events.afterWith("bars:X:1m", "patterns:X:1m", seq);
  expect(after(0)).toEqual([1, 2, 3].map(event));
  expect(after(1)).toEqual([2, 3].map(event));
  expect(tables.events.after("bars:X:1m", 0).map(({ json }) => json)).toEqual(["b1", "b2", "b3"]);
});

it("[ANA-40] an event of a signal is a row, written over when D1 has its record and a thousand came since", () => {
  const { tables, written, sql } = openWorld(0);
  const { signals } = tables;
  const row = (id: number) => {
    const record = { symbol: "X", seq: id, previousHash: "", hash: "", at: id, body: "{}" };
    return { id, timeframe: "1m" as const, event: { seq: 70 + id, json: `s${id}` }, record };
  };
  for (let id = 1; id <= 1_002; id++) expect(written(() => signals.put(row(id)))).toBe(1);
  expect(signals.take(2).map(({ id }) => id)).toEqual([1, 2]);
  // Nothing that D1 does not have is given up.
  expect(sql.all("SELECT seq FROM signal")).toHaveLength(1_002);
  signals.sentThrough(1_002);
  expect([signals.depth(), signals.take(5)]).toEqual([0, []]);
  expect(written(() => signals.put(row(1_003)))).toBe(1);
  expect(sql.all<{ seq: number }>("SELECT min(seq) AS seq FROM signal")).toEqual([{ seq: 2 }]);
  expect(signals.take(5)).toEqual([row(1_003)]);
  expect(signals.after("1m", 70 + 1_001).map(({ seq }) => seq)).toEqual([1_072, 1_073]);
  expect(signals.after("5m", 0)).toEqual([]);
});
