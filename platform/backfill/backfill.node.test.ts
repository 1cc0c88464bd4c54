import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
import {
  type KlineExchange,
  type KlineRow,
  klineRows,
  openKlineExchange,
  type RequestFault,
} from "../../tests/support/table-exchange.ts";
import { upsertBars } from "../d1/bars.ts";
import { type Advance, advance } from "./advance.ts";
import { planBackfill } from "./plan.ts";
import type { BackfillPorts } from "./ports.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const WISH = { symbol: "BTCUSDT", timeframe: "1h", from: START } as const;

let exchange: KlineExchange;
beforeAll(async () => {
  exchange = await openKlineExchange();
});
afterEach(() => {
  exchange.fail(undefined);
  exchange.tables.clear();
});
afterAll(() => exchange.close());

interface World extends NodeD1 {
  readonly ports: BackfillPorts;
  clock: number;
}

function open(rows: readonly KlineRow[]): World {
  exchange.tables.set("BTCUSDT 1h", [...rows]);
  const world: World = {
    ...openNodeD1(),
    clock: 1_000_000,
    ports: {
      get db() {
        return world.db;
      },
      cold: openMemoryBucket().bucket,
      exchange: (symbol) => exchange.rest(symbol, () => world.clock),
      now: () => world.clock,
      config: { BINANCE_ARCHIVE_URL: "" },
    },
  };
  return world;
}

/** Drives a backfill to its end; waits pass at once. */
async function drive(world: World, id: string, owner: string, bounds = {}): Promise<Advance> {
  for (let step = 0; step < 500; step++) {
    const result = await advance(world.ports, id, owner, bounds);
    if (result.state === "done" || result.state === "failed") return result;
    if (result.state === "wait" || result.state === "busy") world.clock += result.ms;
  }
  throw new Error("the backfill does not end");
}

async function backfill(world: World, bounds = {}): Promise<Advance> {
  const [row] = await planBackfill(world.ports, WISH);
  if (row === undefined) throw new Error("nothing is missing");
  return await drive(world, row.id, "a", bounds);
}

const bars = (world: World) => world.sqlite.prepare("SELECT * FROM ohlcv ORDER BY 1, 2, 3").all();
const state = (world: World) => ({
  bars: bars(world),
  series: world.sqlite
    .prepare("SELECT symbol, timeframe, from_open, through_open, mismatches FROM series")
    .all(),
  outages: world.sqlite.prepare("SELECT symbol, timeframe, from_open, to_open FROM series_outage").all(),
  backfills: world.sqlite.prepare("SELECT status, cursor, rows, from_open, to_open FROM backfill").all(),
});
const changes = (world: World) => world.sqlite.prepare("SELECT total_changes() AS n").get();

/** 2,500 hours with an outage of three and one of one; the last one is forming. */
function holed(): KlineRow[] {
  const rows = klineRows("1h", START, 2_500);
  return rows.filter((_, i) => !(i >= 700 && i < 703) && i !== 1_998);
}

test("[FILL-1] a wish is fetched, verified, and becomes the series; wished again, nothing is written", async () => {
  const rows = holed();
  const world = open(rows);
  const end = await backfill(world);
  expect(end).toMatchObject({ state: "done", row: { rows: 2_495, status: "done" } });
  expect(JSON.parse(end.row.report ?? "")).toMatchObject({
    expected: 2_499,
    outages: 4,
    stored: 2_495,
    corrected: 0,
  });
  expect(
    bars(world).map(({ open_time, close, revision, source }) => [open_time, close, revision, source]),
  ).toEqual(rows.slice(0, -1).map(([time, , , , close]) => [time, parseDecimal(close), 0, "kline"]));
  expect(state(world)).toMatchObject({
    series: [{ from_open: START, through_open: START + 2_498 * HOUR, mismatches: 0 }],
    outages: [
      { from_open: START + 700 * HOUR, to_open: START + 702 * HOUR },
      { from_open: START + 1_998 * HOUR, to_open: START + 1_998 * HOUR },
    ],
  });
  const before = changes(world);
  expect(await planBackfill(world.ports, WISH)).toEqual([]);
  expect(changes(world)).toEqual(before);
});

test("[FILL-2] killed at every statement, before and after its commit, another finishes with the same end", async () => {
  const reference = open(holed());
  await backfill(reference, { requests: 2 });
  const whole = state(reference);
  let fired = true;
  for (let at = 1; fired; at++) {
    for (const after of [false, true]) {
      const world = open(holed());
      let calls = 0;
      fired = false;
      world.fail(() => {
        calls += 1;
        if (calls !== at) return undefined;
        fired = true;
        return { message: "killed", after };
      });
      await backfill(world, { requests: 2 }).catch(() => {});
      world.fail(undefined);
      if (fired) {
        const [row] = await planBackfill(world.ports, WISH);
        if (row !== undefined) {
          // Whoever comes next has another name, and waits until the lease is over.
          expect((await drive(world, row.id, "b", { requests: 2 })).state).toBe("done");
        }
      }
      expect(state(world)).toEqual(whole);
    }
  }
});

test.each<RequestFault>(["cut", "500", "429", "html", "empty"])(
  "[FILL-3] whatever request the exchange answers with %s, the end is the same",
  async (fault) => {
    const reference = open(holed());
    const before = exchange.server.requests.length;
    await backfill(reference);
    const total = exchange.server.requests.length - before;
    const whole = state(reference);
    // The first two are the plan's, which throws.
    for (let at = 3; at <= total; at++) {
      const world = open(holed());
      const offset = exchange.server.requests.length;
      exchange.fail((request) => (request - offset === at ? fault : undefined));
      expect((await backfill(world)).state).toBe("done");
      exchange.fail(undefined);
      expect(state(world)).toEqual(whole);
    }
  },
);

test("[FILL-4] one at a time: who does not have the lease is told how long to wait", async () => {
  const world = open(holed());
  const [row] = await planBackfill(world.ports, WISH);
  const id = row?.id ?? "";
  expect((await advance(world.ports, id, "a", { requests: 1 })).state).toBe("progress");
  expect(await advance(world.ports, id, "b")).toMatchObject({ state: "busy", ms: 20_000 });
  expect((await advance(world.ports, id, "a", { requests: 1 })).state).toBe("progress");
  world.clock += 20_000;
  expect((await advance(world.ports, id, "b")).state).toBe("done");
  expect((await advance(world.ports, id, "a")).state).toBe("done");
});

test("[FILL-5] a wish deeper than the listing begins where the exchange does; one under way is joined", async () => {
  const world = open(klineRows("1h", START, 50));
  const deep = { ...WISH, from: START - 1_000 * HOUR };
  const [row] = await planBackfill(world.ports, deep);
  expect(row).toMatchObject({ fromOpen: START, toOpen: START + 48 * HOUR, status: "pending" });
  const again = await Promise.all([planBackfill(world.ports, deep), planBackfill(world.ports, deep)]);
  expect(again.flat().map(({ id }) => id)).toEqual([row?.id, row?.id]);
  await drive(world, row?.id ?? "", "a");
  expect(await planBackfill(world.ports, deep)).toEqual([]);
});

test("[FILL-5] what was before the listing is an outage from 0 on; a hole at the wished time is none", async () => {
  const rows = klineRows("1h", START, 50);
  const listed = open(rows);
  await planBackfill(listed.ports, { ...WISH, from: START - 1_000 * HOUR });
  const known = (world: World) =>
    world.sqlite.prepare("SELECT from_open AS 'from', to_open AS 'to' FROM series_outage").all();
  expect(known(listed)).toEqual([{ from: 0, to: START - HOUR }]);

  const holed = open([...rows.slice(0, 10), ...rows.slice(20)]);
  await planBackfill(holed.ports, { ...WISH, from: START + 12 * HOUR });
  expect(known(holed)).toEqual([]);
});

test("[FILL-6] the series grows downwards, and takes in what was finished before the stretch between", async () => {
  const world = open(klineRows("1h", START, 3_000));
  const [first] = await planBackfill(world.ports, { ...WISH, from: START + 2_000 * HOUR });
  const [second] = await planBackfill(world.ports, { ...WISH, from: START + 1_000 * HOUR }).then((rows) =>
    rows.filter(({ id }) => id !== first?.id),
  );
  expect(second).toMatchObject({ fromOpen: START + 1_000 * HOUR, toOpen: START + 1_999 * HOUR });
  const rows = await planBackfill(world.ports, WISH);
  const third = rows[0];
  expect(rows.map(({ id }) => id)).toEqual([third?.id, second?.id, first?.id]);
  const series = () => state(world).series[0];
  await drive(world, first?.id ?? "", "a");
  await drive(world, third?.id ?? "", "a");
  expect(series()).toMatchObject({ from_open: START + 2_000 * HOUR, through_open: START + 2_998 * HOUR });
  await drive(world, second?.id ?? "", "a");
  expect(series()).toMatchObject({ from_open: START, through_open: START + 2_998 * HOUR });
});

test("[FILL-6] of a wish only what lies between the series and what was fetched before is missing", async () => {
  const rows = klineRows("1h", START, 3_000);
  const world = open(rows.slice(0, 1_000));
  await backfill(world);
  // A hub that was started later has begun the series anew, as far as the klines job could tell.
  world.sqlite.exec("DELETE FROM series");
  world.sqlite.exec(`INSERT INTO series (symbol, timeframe, from_open, through_open)
    VALUES ('BTCUSDT', '1h', ${START + 2_000 * HOUR}, ${START + 2_998 * HOUR})`);
  exchange.tables.set("BTCUSDT 1h", rows);
  const planned = await planBackfill(world.ports, WISH);
  expect(planned).toMatchObject([{ fromOpen: START + 999 * HOUR, toOpen: START + 1_999 * HOUR }]);
  await drive(world, planned[0]?.id ?? "", "a");
  expect(state(world).series).toMatchObject([{ from_open: START, through_open: START + 2_998 * HOUR }]);
});

test("[FILL-7] a bar of our own is not overwritten by an equal or older kline", async () => {
  const rows = klineRows("1h", START, 20);
  const world = open(rows);
  const d = (text: string) => parseDecimal(text, 16);
  const own = (openTime: number, revision: number) => ({
    symbol: "BTCUSDT",
    timeframe: "1h" as const,
    bar: {
      openTime,
      closeTime: openTime + HOUR - 1,
      open: d("1"),
      high: d("1"),
      low: d("1"),
      close: d("1"),
      volume: d("1"),
      quoteVolume: d("1.1234567890123456"),
      n: 1,
      takerBuyVolume: d("1"),
      takerBuyQuoteVolume: d("1"),
      firstId: 7,
      lastId: 7,
      final: true,
      revision,
      source: "trades" as const,
    },
  });
  await upsertBars(world.db, [own(START + 3 * HOUR, 0), own(START + 4 * HOUR, 2)]);
  const before = bars(world);
  await backfill(world);
  expect(bars(world).filter(({ source }) => source === "trades")).toEqual(before);
  expect(bars(world)).toHaveLength(19);
});

test("[FILL-8] what the second reading tells otherwise is a new revision, and is counted", async () => {
  const rows = klineRows("1h", START, 100);
  const world = open(rows);
  const [row] = await planBackfill(world.ports, WISH);
  await advance(world.ports, row?.id ?? "", "a", { requests: 0 });
  // Read, stored, and corrected by the exchange before it is read a second time.
  world.fail((sql) => {
    if (sql.includes("lag(open_time")) {
      const table = exchange.tables.get("BTCUSDT 1h") ?? [];
      exchange.tables.set(
        "BTCUSDT 1h",
        table.map((kline, i) =>
          i === 42 ? ([...kline.slice(0, 5), "7.5", ...kline.slice(6)] as unknown as KlineRow) : kline,
        ),
      );
    }
    return undefined;
  });
  const end = await drive(world, row?.id ?? "", "a");
  expect(JSON.parse(end.row.report ?? "")).toMatchObject({ compared: 99, corrected: 1 });
  expect(bars(world)[42]).toMatchObject({ volume: "7.5", revision: 1, source: "kline" });
  expect(state(world).series).toMatchObject([{ mismatches: 1 }]);
});

test("[FILL-9] a symbol the exchange does not know fails; wished again, it goes on where it stopped", async () => {
  const world = open(holed());
  const [row] = await planBackfill(world.ports, WISH);
  const id = row?.id ?? "";
  await advance(world.ports, id, "a", { requests: 1 });
  exchange.fail(() => "html");
  expect(await drive(world, id, "a")).toMatchObject({
    state: "failed",
    row: { error: expect.stringContaining("malformed") },
  });
  exchange.fail(undefined);
  const [again] = await planBackfill(world.ports, WISH);
  expect(again).toMatchObject({ id, status: "fetching", failures: 0, cursor: START + 999 * HOUR + 3 * HOUR });
  expect((await drive(world, id, "a")).state).toBe("done");
});
