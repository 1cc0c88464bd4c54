import { afterAll, beforeAll, expect, test } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import { Hub } from "../../durable-objects/symbol-hub/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { openJobWorld } from "../../tests/support/job-world.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import {
  type KlineExchange,
  type KlineRow,
  klineRows,
  openKlineExchange,
} from "../../tests/support/table-exchange.ts";
import { gapAudit } from "./gap-audit.ts";
import { reconcileJob } from "./reconcile.ts";

const MINUTE = 60_000;
const DAY = TIMEFRAME_MS["1d"];
const START = Date.UTC(2024, 1, 27);
const SYMBOL = "TESTUSDT" as SymbolId;
const FRAMES = ["1m", "5m", "15m", "1h", "4h", "12h", "1d"] as const;

let exchange: KlineExchange;
beforeAll(async () => {
  exchange = await openKlineExchange();
});
afterAll(() => exchange.close());

/** A real hub with two days of minutes, a tick each (pushed: that needs no exchange), and its outbox into D1. */
async function openWorld() {
  const state: { world: ReturnType<typeof openJobWorld> | undefined } = { world: undefined };
  const hubSql = new NodeSql();
  const hub = new Hub({
    sql: hubSql,
    now: () => START + 3 * DAY,
    later: () => {},
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    source: "replay",
    sendSignals: async () => {},
    sendOutbox: async (symbol, rows) => {
      if (state.world === undefined) return;
      await upsertBars(
        state.world.ports.db,
        rows.map(({ timeframe, bar }) => ({ symbol, timeframe, bar })),
      );
    },
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const world = openJobWorld(START + 3 * DAY, {
    symbols: async () => [{ symbol: SYMBOL, feed: "binance", status: "active" }] as never,
    // RPC copies what it carries.
    hub: () =>
      ({
        reviseBars: async (timeframe: "1m", bars: never) =>
          structuredClone(hub.reviseBars(timeframe, structuredClone(bars))),
      }) as never,
    exchange: (symbol) => exchange.rest(symbol),
  });
  state.world = world;
  hub.configure(SYMBOL, { feed: "push", tickSize: "0.01", stepSize: "0.1", latenessMs: 0 });
  const ticks = Array.from({ length: 2 * 1_440 + 1 }, (_, i) => ({
    timestamp: START + i * MINUTE + 1_000,
    price: (100 + (i % 700) / 100).toFixed(2),
    size: "1.5",
  }));
  for (let i = 0; i < ticks.length; i += 500) {
    const report = await hub.ingest(ticks.slice(i, i + 500));
    expect(report.rejected).toEqual([]);
  }
  const flush = async () => {
    while (hub.getStatus().outboxDepth > 0) await hub.housekeeping();
  };
  await flush();
  const stored = (timeframe: Timeframe) =>
    world.rows(
      `SELECT open_time, volume, revision, source, close FROM ohlcv WHERE timeframe = '${timeframe}' ORDER BY open_time`,
    ) as { open_time: number; volume: string; revision: number; source: string; close: string }[];
  for (const timeframe of FRAMES) {
    const through = stored(timeframe).at(-1)?.open_time ?? 0;
    world.d1.sqlite.exec(`INSERT INTO series (symbol, timeframe, from_open, through_open)
      VALUES ('${SYMBOL}', '${timeframe}', ${START}, ${through})`);
    const bars = [];
    for (let from = START; ; ) {
      const page = await hub.getBars({ timeframe, from, limit: 1_000 });
      bars.push(...page.bars);
      const last = page.bars.at(-1);
      if (!page.more || last === undefined) break;
      from = last.openTime + TIMEFRAME_MS[timeframe];
    }
    exchange.tables.set(`${SYMBOL} ${timeframe}`, [...bars.map(rowOf), formingRow(timeframe, through)]);
  }
  return { ...world, hub, hubSql, stored, flush };
}

function rowOf(bar: Bar): KlineRow {
  const { openTime, open, high, low, close, volume, closeTime, quoteVolume, n } = bar;
  const { takerBuyVolume, takerBuyQuoteVolume } = bar;
  return [
    openTime,
    open,
    high,
    low,
    close,
    volume,
    closeTime,
    quoteVolume,
    n,
    takerBuyVolume,
    takerBuyQuoteVolume,
    "0",
  ];
}

function formingRow(timeframe: Timeframe, through: number): KlineRow {
  const openTime = through + TIMEFRAME_MS[timeframe];
  return [openTime, "1", "1", "1", "1", "1", openTime + TIMEFRAME_MS[timeframe] - 1, "1", 1, "1", "1", "0"];
}

/** Adds to the volume of one kline. */
function change(timeframe: Timeframe, openTime: number, by: number): void {
  const rows = exchange.tables.get(`${SYMBOL} ${timeframe}`) ?? [];
  exchange.tables.set(
    `${SYMBOL} ${timeframe}`,
    rows.map((row) => (row[0] === openTime ? changed(row, 5, String(Number(row[5]) + by)) : row)),
  );
}

function changed(row: KlineRow, at: number, text: string): KlineRow {
  return row.map((field, i) => (i === at ? text : field)) as unknown as KlineRow;
}

test("[FILL-50] where all agrees, nothing is written but the time of the check", async () => {
  const world = await openWorld();
  const before = world.rows("SELECT * FROM ohlcv");
  const report = await reconcileJob.run(world.ports);
  expect(report.rows).toBe(2 * (1_440 + 288 + 96 + 24 + 6 + 2 + 1));
  expect(world.rows("SELECT * FROM ohlcv")).toEqual(before);
  expect(world.rows("SELECT sum(mismatches) AS m, min(checked_at) AS at FROM series")).toEqual([
    { m: 0, at: START + 3 * DAY },
  ]);
});

test("[FILL-50] days on which nobody could compare are compared later", async () => {
  const world = await openWorld();
  const now = START + 5 * DAY;
  world.at(now);
  world.d1.sqlite.exec("DELETE FROM series WHERE timeframe <> '1m'");
  // Two more days, of klines alone.
  const shown = exchange.tables.get(`${SYMBOL} 1m`) ?? [];
  const more = klineRows("1m", START + 2 * DAY, 2 * 1_440 + 1);
  exchange.tables.set(`${SYMBOL} 1m`, [...shown.filter(([time]) => time < START + 2 * DAY), ...more]);
  const range = { from: START + 2 * DAY, to: START + 4 * DAY - MINUTE };
  for (let { from } = range; from <= range.to; from += 1_000 * MINUTE) {
    const to = Math.min(range.to, from + 999 * MINUTE);
    const klines = await exchange.rest(SYMBOL).klines({ timeframe: "1m", from, to });
    await upsertBars(
      world.ports.db,
      klines.map((kline) => ({ symbol: SYMBOL, timeframe: "1m", bar: barOfKline(kline, 0) })),
    );
  }
  const checkedBefore = (days: number) =>
    world.d1.sqlite.exec(`UPDATE series SET through_open = ${range.to}, checked_at = ${now - days * DAY}`);
  change("1m", START + 5 * MINUTE, 1);
  checkedBefore(1);
  expect(await reconcileJob.run(world.ports)).toMatchObject({ rows: 2 * 1_440 });
  checkedBefore(3);
  expect(await reconcileJob.run(world.ports)).toEqual({
    rows: 4 * 1_440,
    detail: `1 of ${4 * 1_440} bars corrected`,
  });
});

test("[FILL-51] a minute that differs is revised by its hub with all that stands on it, and is settled by the next day", async () => {
  const world = await openWorld();
  const minute = START + 1_501 * MINUTE;
  change("1m", minute, 0.5);
  for (const timeframe of FRAMES.slice(1)) {
    change(timeframe, minute - (minute % TIMEFRAME_MS[timeframe]), 0.5);
  }
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^1 of /);
  expect(world.hub.getStatus().counters.kline_mismatches).toBe(1);
  await world.flush();
  for (const timeframe of FRAMES) {
    const at = minute - (minute % TIMEFRAME_MS[timeframe]);
    const revised = world.stored(timeframe).filter(({ revision }) => revision > 0);
    expect(revised).toMatchObject([
      { open_time: at, revision: 1, source: timeframe === "1m" ? "kline" : "mixed" },
    ]);
  }
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^0 of /);
  expect(world.rows("SELECT timeframe, mismatches FROM series WHERE mismatches > 0")).toEqual([
    { timeframe: "1m", mismatches: 1 },
  ]);
});

test("[FILL-52] a longer bar that differs though its minutes agree is revised by its hub, announced, and the same in D1", async () => {
  const world = await openWorld();
  const openTime = START + 4 * 3_600_000;
  change("4h", openTime, 1);
  const channel = `bars:${SYMBOL}:4h`;
  const since = world.hub
    .catchUp([{ channel }])
    .reduce((head, told) => ("head" in told ? told.head : head), 0);
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^1 of /);
  const [own] = world.hub.getBars({ timeframe: "4h", from: openTime, limit: 1 }).bars;
  expect(own).toMatchObject({ openTime, revision: 1, source: "kline", volume: "361" });
  // Behind the announced revision comes the bar that still forms.
  expect(world.hub.catchUp([{ channel, since }])).toMatchObject([
    {
      head: since + 1,
      events: [
        expect.stringMatching(/"volume":361,.*"revision":1,"source":"kline"/),
        expect.stringContaining('"final":false'),
      ],
    },
  ]);
  expect(world.hub.getStatus().counters.revisions).toBe(1);
  await world.flush();
  expect(world.stored("4h").filter(({ revision }) => revision > 0)).toMatchObject([
    { open_time: openTime, revision: 1, source: "kline", volume: "361" },
  ]);
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^0 of /);
});

test("[FILL-52] a minute that is corrected later makes the longer bar again, as the revision behind, and the next day compares it", async () => {
  const world = await openWorld();
  const openTime = START + DAY + 4 * 3_600_000;
  change("4h", openTime, 1);
  await reconcileJob.run(world.ports);
  await world.flush();
  change("1m", openTime, 0.5);
  for (const timeframe of ["5m", "15m", "1h", "12h", "1d"] as const) {
    change(timeframe, openTime - (openTime % TIMEFRAME_MS[timeframe]), 0.5);
  }
  await reconcileJob.run(world.ports);
  await world.flush();
  const revisions = () => world.stored("4h").filter(({ revision }) => revision > 0);
  expect(revisions()).toMatchObject([{ revision: 2, source: "mixed", volume: "360.5" }]);
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^1 of /);
  await world.flush();
  expect(revisions()).toMatchObject([{ revision: 3, source: "kline", volume: "361" }]);
  const [own] = world.hub.getBars({ timeframe: "4h", from: openTime, limit: 1 }).bars;
  expect(own).toMatchObject({ revision: 3, volume: "361" });
});

test("[FILL-52] what the hub revises counts also where D1 has more revisions than the hub", async () => {
  const world = await openWorld();
  const openTime = START + 3_600_000;
  // The object lost its storage and began anew: D1 has another value, at a revision the hub never made.
  world.d1.sqlite.exec(`UPDATE ohlcv SET revision = 4, volume = '1', source = 'kline', first_id = NULL
    WHERE timeframe = '1h' AND open_time = ${openTime}`);
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^1 of /);
  await world.flush();
  expect(world.stored("1h").filter(({ revision }) => revision > 0)).toMatchObject([
    { open_time: openTime, revision: 5, volume: "90", source: "kline" },
  ]);
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^0 of /);
});

test("[FILL-51] a bar that the hub does not hold any more becomes the next revision in D1, and is counted", async () => {
  const world = await openWorld();
  const openTime = START + 5 * MINUTE;
  world.hubSql.all("DELETE FROM bar WHERE open_time = ?", openTime);
  change("1m", openTime, 2);
  change("5m", openTime, 2);
  await reconcileJob.run(world.ports);
  await world.flush();
  for (const timeframe of ["1m", "5m"] as const) {
    expect(world.stored(timeframe).filter(({ revision }) => revision > 0)).toMatchObject([
      { open_time: openTime, revision: 1, source: "kline" },
    ]);
  }
  expect(world.rows("SELECT timeframe, mismatches FROM series WHERE mismatches > 0 ORDER BY 1")).toEqual([
    { timeframe: "1m", mismatches: 1 },
    { timeframe: "5m", mismatches: 1 },
  ]);
});

test("[FILL-54] a bar that the exchange has after all is stored, and its outage taken back", async () => {
  const world = await openWorld();
  const [first, last] = [START + DAY + 100 * MINUTE, START + DAY + 139 * MINUTE];
  const shown = exchange.tables.get(`${SYMBOL} 1m`) ?? [];
  // An exchange that lagged said that it had none of these; some it has by now.
  world.d1.sqlite.exec(`DELETE FROM ohlcv WHERE timeframe = '1m' AND open_time BETWEEN ${first} AND ${last};
    INSERT INTO series_outage (symbol, timeframe, from_open, to_open, found_at)
    VALUES ('${SYMBOL}', '1m', ${first}, ${last}, 1), ('${SYMBOL}', '1m', ${last + 10 * MINUTE}, ${last + 11 * MINUTE}, 1)`);
  world.d1.sqlite.exec(`DELETE FROM ohlcv WHERE timeframe = '1m'
    AND open_time BETWEEN ${last + 10 * MINUTE} AND ${last + 11 * MINUTE}`);
  const lost = (time: number) => time > last - 5 * MINUTE && time <= last + 11 * MINUTE;
  exchange.tables.set(
    `${SYMBOL} 1m`,
    shown.filter(([time]) => !(lost(time) && (time <= last || time >= last + 10 * MINUTE))),
  );
  expect((await reconcileJob.run(world.ports)).detail).toMatch(/^0 of .*, 35 that were taken for an outage/);
  expect(
    world.rows(
      `SELECT count(*) AS n FROM ohlcv WHERE timeframe = '1m' AND open_time BETWEEN ${first} AND ${last}`,
    ),
  ).toEqual([{ n: 35 }]);
  expect(world.rows("SELECT from_open FROM series_outage")).toEqual([{ from_open: last + 10 * MINUTE }]);
  expect((await reconcileJob.run(world.ports)).detail).not.toMatch("outage");
  for (let hour = 0; hour < 2; hour++) await gapAudit.run(world.ports);
  expect(world.rows("SELECT from_open, to_open FROM series_outage ORDER BY 1")).toEqual([
    { from_open: last - 4 * MINUTE, to_open: last },
    { from_open: last + 10 * MINUTE, to_open: last + 11 * MINUTE },
  ]);
});

test("[FILL-53] a hub that fails keeps no other symbol from being compared", async () => {
  const world = await openWorld();
  change("1m", START, 1);
  const row = (symbol: string) => ({ symbol, feed: "binance", status: "active" });
  const broken = "OTHERUSDT";
  world.d1.sqlite.exec(`INSERT INTO series (symbol, timeframe, from_open, through_open)
    SELECT '${broken}', timeframe, from_open, through_open FROM series;
    INSERT INTO ohlcv SELECT '${broken}', timeframe, open_time, open, high, low, close, '7', quote_volume, n,
      taker_buy_volume, taker_buy_quote_volume, first_id, last_id, revision, source FROM ohlcv WHERE timeframe = '1d'`);
  exchange.tables.set(`${broken} 1d`, exchange.tables.get(`${SYMBOL} 1d`) ?? []);
  const ports = {
    ...world.ports,
    symbols: async () => [row(broken), row(SYMBOL)] as never,
    hub: (symbol: string) => {
      if (symbol === broken) throw new Error("the object is being moved");
      return world.ports.hub(symbol);
    },
  };
  await expect(reconcileJob.run(ports)).rejects.toThrow(`${broken}: Error: the object is being moved`);
  expect(world.hub.getStatus().counters.kline_mismatches).toBe(1);
});
