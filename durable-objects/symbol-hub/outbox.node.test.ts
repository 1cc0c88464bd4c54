import { describe, expect, it } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { Outbox, type SendOutbox } from "./outbox.ts";
import { openTables } from "./tables.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 7, 8);
const d = (text: string) => parseDecimal(text, 16);

function bar(minute: number, revision = 0): Bar {
  const openTime = START + minute * MINUTE;
  const price = d(`100.${revision + 1}`);
  return {
    ...{ openTime, closeTime: openTime + MINUTE - 1, open: price, high: price, low: price, close: price },
    ...{ volume: d("1"), quoteVolume: d("100"), n: 1, takerBuyVolume: d("0"), takerBuyQuoteVolume: d("0") },
    ...{ firstId: minute, lastId: minute, final: true, revision, source: "trades" },
  };
}

/** A hub's outbox on a disk that outlives it, real SQLite behind D1, and a clock in the test's hand. */
function openWorld() {
  const d1 = openNodeD1();
  const sql = new NodeSql();
  let now = START;
  let sends = 0;
  let meanwhile = () => {};
  const errors: unknown[] = [];
  const send: SendOutbox = async (symbol, rows) => {
    sends += 1;
    meanwhile();
    await upsertBars(
      d1.db,
      rows.map((row) => ({ symbol, timeframe: row.timeframe, bar: row.bar })),
    );
  };
  const open = () => {
    const { outbox: table } = openTables(sql, () => now);
    const onError = (_what: string, error: unknown) => void errors.push(error);
    return {
      table,
      outbox: new Outbox({ name: "outbox", table, send, now: () => now, random: () => 0.5, onError }),
    };
  };
  return {
    d1,
    sql,
    open,
    errors,
    /** Runs while rows are under way. */
    duringSend: (run: () => void) => {
      meanwhile = run;
    },
    sends: () => sends,
    later: (ms: number) => {
      now += ms;
    },
    stored: () =>
      d1.sqlite.prepare("SELECT open_time AS at, revision FROM ohlcv ORDER BY open_time").all() as {
        at: number;
        revision: number;
      }[],
  };
}

const all = (count: number, revision: (minute: number) => number) =>
  Array.from({ length: count }, (_, minute) => ({ at: START + minute * MINUTE, revision: revision(minute) }));

describe("the outbox", () => {
  it("[HIST-20] sends everything in one flush, in several batches", async () => {
    const world = openWorld();
    const { table, outbox } = world.open();
    for (let minute = 0; minute < 4_500; minute++) table.put("1m", bar(minute));
    expect(await outbox.flush("BTCUSDT")).toBe(4_500);
    expect([world.sends(), table.depth(), table.oldestMs()]).toEqual([3, 0, null]);
    expect(world.stored()).toEqual(all(4_500, () => 0));
  });

  it("[HIST-21] D1 fails before, in the middle of, and after a commit, and the hub restarts: every bar is there once", async () => {
    const world = openWorld();
    let { table, outbox } = world.open();
    let call = 0;
    world.d1.fail(() => {
      call += 1;
      const after = call % 3 === 2;
      return call < 12 ? { message: "D1 is away", after } : undefined;
    });
    for (let round = 0; round < 30; round++) {
      for (let minute = round * 20; minute < round * 20 + 20; minute++) table.put("1m", bar(minute));
      // A bar of the round before is corrected while both wait.
      if (round > 0) table.put("1m", bar(round * 20 - 1, 1));
      await outbox.flush("BTCUSDT");
      world.later(30_000 * (round + 1));
      if (round % 4 === 3) ({ table, outbox } = world.open());
    }
    await outbox.flush("BTCUSDT");
    expect(table.depth()).toBe(0);
    expect(world.stored()).toEqual(all(600, (minute) => Number(minute % 20 === 19 && minute < 599)));
  });

  it("[HIST-21] waits longer after each failure, five minutes at most, and not at all after a success", async () => {
    const world = openWorld();
    const { table, outbox } = world.open();
    table.put("1m", bar(0));
    world.d1.fail(() => ({ message: "D1 is away" }));
    for (let minute = 0; minute < 180; minute++) {
      await outbox.flush("BTCUSDT");
      await outbox.flush("BTCUSDT");
      world.later(30_000);
    }
    // Ninety minutes: some at the start, then every five minutes or a little less.
    expect(world.sends()).toBeGreaterThan(15);
    expect(world.sends()).toBeLessThan(35);
    expect(world.errors).toHaveLength(world.sends());
    expect(table.oldestMs()).toBe(180 * 30_000);
    world.d1.fail(undefined);
    world.later(300_000);
    expect(await outbox.flush("BTCUSDT")).toBe(1);
    table.put("1m", bar(1));
    expect(await outbox.flush("BTCUSDT")).toBe(1);
  });

  it("[HIST-20] a bar that comes while others are under way is not forgotten with them", async () => {
    const world = openWorld();
    const { table, outbox } = world.open();
    let next = 1;
    world.duringSend(() => {
      if (next < 4) table.put("1m", bar(next++));
    });
    table.put("1m", bar(0));
    // Each of the first three sends has another come; the ids of an empty table begin again.
    expect(await outbox.flush("BTCUSDT")).toBe(4);
    next = 5;
    table.put("1m", bar(4));
    expect(await outbox.flush("BTCUSDT")).toBe(1);
    expect(world.stored()).toEqual(all(5, () => 0));
  });

  it("[HIST-23] what waits in an outbox of an older version is sent, in order", async () => {
    const world = openWorld();
    world.open();
    const columns = "id INTEGER PRIMARY KEY AUTOINCREMENT, tf TEXT NOT NULL, json TEXT NOT NULL, at INTEGER";
    for (const newer of ["DROP TABLE signal", "ALTER TABLE event DROP COLUMN riders"]) world.sql.all(newer);
    world.sql.all("DROP TABLE outbox");
    world.sql.all(`CREATE TABLE outbox (${columns})`);
    for (const [id, minute] of [
      [7, 0],
      [9, 1],
    ]) {
      world.sql.all(
        "INSERT INTO outbox VALUES (?, '1m', ?, NULL)",
        id ?? 0,
        JSON.stringify(bar(minute ?? 0)),
      );
    }
    world.sql.all("DELETE FROM migration WHERE version > 2");
    const { table, outbox } = world.open();
    table.put("1m", bar(1, 1));
    expect(table.take(5).map(({ id }) => id)).toEqual([7, 9, 10]);
    expect(await outbox.flush("BTCUSDT")).toBe(3);
    expect(world.stored()).toEqual(all(2, (minute) => minute));
  });
});
