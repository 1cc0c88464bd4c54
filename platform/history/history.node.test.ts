import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HubBarPage } from "../../contract/hub.ts";
import { FanOut } from "../../durable-objects/shared/fan-out.ts";
import { readBars } from "../../durable-objects/symbol-hub/bar-reader.ts";
import { Core } from "../../durable-objects/symbol-hub/core.ts";
import { openTables } from "../../durable-objects/symbol-hub/tables.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openMemoryExchange } from "../../tests/support/memory-exchange.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { ColdBars } from "../cold/cold-bars.ts";
import { upsertBars } from "../d1/bars.ts";
import { FeedError } from "../feeds/feed.ts";
import { openHistory } from "./history.ts";

const SYMBOL = "BTCUSDT";
const TF = "4h";
const STEP = TIMEFRAME_MS[TF];
/** Two weeks before a month ends, so that series of some hundred bars cross two borders. */
const START = Date.UTC(2024, 0, 18);
/** Bars of three days: what is older than that is asked of no hub. */
const SETTLED = 18;
const d = (text: string) => parseDecimal(text, 16);

type Store = "hub" | "d1" | "cold" | "exchange";

/** A bar that says where it lies: what comes back tells which store it was taken from. */
function barAt(index: number, store: Store, revision = 0): Bar {
  const openTime = START + index * STEP;
  const digits = { hub: 1, d1: 2, cold: 3, exchange: 4 }[store];
  const price = d(`${1_000 + index}.${revision}${digits}`);
  return {
    openTime,
    closeTime: openTime + STEP - 1,
    ...{ open: price, high: price, low: price, close: price },
    ...{ volume: d("1.5"), quoteVolume: d("1.5"), n: 1, takerBuyVolume: d("0"), takerBuyQuoteVolume: d("0") },
    ...{ firstId: null, lastId: null, final: true, revision, source: "kline" },
  };
}

/** Which bars lie where; every list is of indexes and revisions. */
interface Layout {
  readonly count: number;
  readonly outages: ReadonlySet<number>;
  readonly series: { readonly from: number; readonly to: number } | undefined;
  /** Months that have moved to R2: bars before here. */
  readonly coldBefore: number;
  readonly hubFrom: number | undefined;
  /** Revisions of what each store has, by index; where a store has a bar it need not have. */
  readonly revisions: Readonly<Record<"hub" | "d1" | "cold", readonly number[]>>;
  readonly strayD1: readonly boolean[];
}

const layouts: fc.Arbitrary<Layout> = fc.integer({ min: 1, max: 320 }).chain((count) => {
  const index = fc.integer({ min: 0, max: count });
  const each = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: count, maxLength: count });
  const revision = each(fc.nat({ max: 2 }));
  return fc.record({
    count: fc.constant(count),
    outages: fc.uniqueArray(index, { maxLength: 30 }).map((list) => new Set(list)),
    series: fc
      .option(fc.tuple(index, index), { nil: undefined, freq: 5 })
      .map((ends) => (ends === undefined ? undefined : { from: Math.min(...ends), to: Math.max(...ends) })),
    coldBefore: index,
    hubFrom: fc.option(index, { nil: undefined, freq: 5 }),
    revisions: fc.record({ hub: revision, d1: revision, cold: revision }),
    strayD1: each(fc.boolean()),
  });
});

async function openWorld(layout: Layout) {
  const { count, outages, series, coldBefore, hubFrom, revisions, strayD1 } = layout;
  const d1 = openNodeD1();
  const { bucket, operations } = openMemoryBucket();
  const cold = new ColdBars(d1.db, bucket);
  const truth = new Map<number, Bar>();
  const take = (bar: Bar) => {
    const known = truth.get(bar.openTime);
    if (known === undefined || bar.revision > known.revision) truth.set(bar.openTime, bar);
    return bar;
  };
  /** Of the store that is preferred on a tie. */
  const takeFirst = (bar: Bar) => {
    if (bar.revision >= (truth.get(bar.openTime)?.revision ?? 0)) truth.set(bar.openTime, bar);
    return bar;
  };
  const indexes = Array.from({ length: count }, (_, index) => index).filter((index) => !outages.has(index));
  const within = (index: number) => series !== undefined && index >= series.from && index <= series.to;
  const inHub = (index: number) => hubFrom !== undefined && index >= hubFrom;

  const hot = indexes.filter((index) => (within(index) && index >= coldBefore) || strayD1[index] === true);
  const hotBars = hot.map((index) => take(barAt(index, "d1", revisions.d1[index])));
  await upsertBars(
    d1.db,
    hotBars.map((bar) => ({ symbol: SYMBOL, timeframe: TF, bar })),
  );
  const coldBars = indexes
    .filter((index) => within(index) && index < coldBefore)
    .map((index) => take(barAt(index, "cold", revisions.cold[index])));
  await moveToCold(cold, coldBars);

  const tables = openTables(new NodeSql());
  const status = { state: "live", lagMs: null, source: "push" } as const;
  const core = new Core(SYMBOL, tables, new FanOut(() => {}), START, status);
  for (const index of indexes.filter(inHub)) {
    // What is settled for days is in D1 or R2 as the hub has it.
    const stored =
      series !== undefined && index <= series.to - SETTLED ? truth.get(START + index * STEP) : undefined;
    tables.bars.put(TF, stored ?? takeFirst(barAt(index, "hub", revisions.hub[index])));
  }
  if (series !== undefined) {
    d1.sqlite
      .prepare("INSERT INTO series (symbol, timeframe, from_open, through_open) VALUES (?, ?, ?, ?)")
      .run(SYMBOL, TF, START + series.from * STEP, START + series.to * STEP);
  }
  const klines = indexes.map((index) => barAt(index, "exchange"));
  const hubFirst = tables.bars.oldest(TF);
  for (const bar of klines) {
    const index = (bar.openTime - START) / STEP;
    if (!within(index) && (hubFirst === undefined || bar.openTime < hubFirst)) take(bar);
  }
  const exchange = openMemoryExchange(TF, klines);
  let hubFails = false;
  const history = (db: D1Database = d1.db) =>
    openHistory({
      hub: () => ({
        getBars: async (query): Promise<HubBarPage> => {
          await Promise.resolve();
          if (hubFails) throw new Error("the hub is away");
          return readBars(core, query);
        },
      }),
      db,
      cold: bucket,
      exchange: () => exchange.rest,
      now: () => START + count * STEP,
    });
  return {
    d1,
    bucket,
    cold,
    exchange,
    operations,
    history,
    failHub: () => {
      hubFails = true;
    },
    /** All bars of the range, as one would read them with every store at hand. */
    expected: (from: number, to: number) =>
      [...truth.values()]
        .filter(({ openTime }) => openTime >= from && openTime <= to)
        .sort((a, b) => a.openTime - b.openTime),
  };
}

async function moveToCold(cold: ColdBars, bars: readonly Bar[]): Promise<void> {
  const months = new Map<number, Bar[]>();
  for (const bar of bars) {
    const date = new Date(bar.openTime);
    const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    months.set(month, [...(months.get(month) ?? []), bar]);
  }
  for (const [month, list] of months) await cold.mergeMonth(SYMBOL, TF, month, list, START);
}

type World = Awaited<ReturnType<typeof openWorld>>;

async function forwardPages(world: World, from: number, to: number, limit: number): Promise<Bar[]> {
  const history = world.history();
  const bars: Bar[] = [];
  for (let at = from; ; ) {
    const page = await history.page(SYMBOL, "binance", { timeframe: TF, from: at, to, limit });
    expect(page.bars.length).toBeLessThanOrEqual(limit);
    bars.push(...page.bars);
    const last = page.bars.at(-1);
    if (!page.more || last === undefined) {
      expect(page.more && bars.length < world.expected(from, to).length).toBe(false);
      return bars;
    }
    at = last.openTime + STEP;
  }
}

async function backwardPages(world: World, to: number | undefined, limit: number): Promise<Bar[]> {
  const history = world.history();
  let bars: Bar[] = [];
  for (let at = to; ; ) {
    const query = { timeframe: TF, limit, ...(at === undefined ? {} : { to: at }) } as const;
    const page = await history.page(SYMBOL, "binance", query);
    expect(page.bars.length).toBeLessThanOrEqual(limit);
    bars = [...page.bars, ...bars];
    const first = page.bars[0];
    if (!page.more || first === undefined) return bars;
    at = first.openTime - 1;
  }
}

const RUNS = { numRuns: 60, endOnFailure: true };

describe("History", () => {
  it("[HIST-1] [HIST-3] reads every bar once at its newest revision, whatever lies where: forward by pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        layouts,
        fc.integer({ min: -5, max: 330 }),
        fc.integer({ min: 0, max: 330 }),
        fc.integer({ min: 1, max: 120 }),
        async (layout, from, length, limit) => {
          const world = await openWorld(layout);
          const range = [START + from * STEP + 1, START + (from + length) * STEP] as const;
          expect(await forwardPages(world, ...range, limit)).toEqual(world.expected(...range));
        },
      ),
      RUNS,
    );
  });

  it("[HIST-1] [HIST-3] and backward by pages, from the newest or from anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        layouts,
        fc.option(fc.integer({ min: 0, max: 330 }), { nil: undefined }),
        fc.integer({ min: 1, max: 120 }),
        async (layout, end, limit) => {
          const world = await openWorld(layout);
          const to = end === undefined ? undefined : START + end * STEP + 7;
          const expected = world.expected(0, to ?? Number.MAX_SAFE_INTEGER);
          expect(await backwardPages(world, to, limit)).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  it("[HIST-10] streams a range in batches", async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.boolean(), async (layout, early) => {
        const world = await openWorld(layout);
        const from = early ? 0 : START + 3 * STEP;
        const bars: Bar[] = [];
        const series = { symbol: SYMBOL, feed: "binance", timeframe: TF } as const;
        const range = { from, to: Number.MAX_SAFE_INTEGER };
        for await (const batch of world.history().read(series, range)) bars.push(...batch);
        expect(bars).toEqual(world.expected(from, Number.MAX_SAFE_INTEGER));
      }),
      RUNS,
    );
  });

  it("[HIST-4] misses nothing that moves to R2 between its reads", async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.boolean(), fc.boolean(), async (layout, before, forward) => {
        const whole = { ...layout, series: { from: 0, to: layout.count } };
        const world = await openWorld(whole);
        let moved = false;
        const move = async () => {
          if (moved) return;
          moved = true;
          const { db } = world.d1;
          const plain = openHistoryRows(world);
          await moveToCold(world.cold, plain);
          await db.prepare("DELETE FROM ohlcv").run();
        };
        const { db } = world.d1;
        const moving = {
          prepare: (sql: string) => db.prepare(sql),
          batch: async (statements: D1PreparedStatement[]) => {
            if (before) await move();
            const results = await db.batch(statements);
            if (!before) await move();
            return results;
          },
        };
        // Only what a reader calls of it.
        const history = world.history(moving as unknown as D1Database);
        const query = { timeframe: TF, limit: 1_000, ...(forward ? { from: START } : {}) } as const;
        const page = await history.page(SYMBOL, "binance", query);
        expect(page.bars.map(withoutStore)).toEqual(
          world.expected(START, Number.MAX_SAFE_INTEGER).map(withoutStore),
        );
      }),
      RUNS,
    );
  });
});

/** D1's rows, as bars of the cold store. */
function openHistoryRows(world: World): Bar[] {
  const rows = world.d1.sqlite.prepare("SELECT open_time AS at, revision FROM ohlcv ORDER BY 1").all();
  return rows.map((row) => barAt((Number(row.at) - START) / STEP, "cold", Number(row.revision)));
}

const withoutStore = ({ openTime, revision }: Bar) => ({ openTime, revision });

const FAILING: Layout = {
  count: 300,
  outages: new Set([40]),
  series: { from: 50, to: 200 },
  coldBefore: 100,
  hubFrom: 250,
  revisions: { hub: [], d1: [], cold: [] },
  strayD1: [],
};
const at = (index: number) => START + index * STEP;
const opens = (bars: readonly Bar[]) => bars.map(({ openTime }) => (openTime - START) / STEP);
const series = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe("History, when a store fails", () => {
  const page = async (world: World, query: { from?: number; to?: number; limit: number }) =>
    await world.history().page(SYMBOL, "binance", { timeframe: TF, ...query });

  it("[HIST-7] without the exchange gives what is newer than the hole, and says that there is more", async () => {
    const world = await openWorld(FAILING);
    world.exchange.fail(true);
    const newest = await page(world, { limit: 100 });
    expect([opens(newest.bars), newest.more]).toEqual([series(250, 299), true]);
    await expect(page(world, { limit: 100, to: at(249) })).rejects.toMatchObject({
      code: "exchange_unavailable",
    });
    expect(opens((await page(world, { limit: 10, to: at(200) })).bars)).toEqual(series(191, 200));
  });

  it("[HIST-7] without the exchange reads forward to the hole, then says so", async () => {
    const world = await openWorld(FAILING);
    world.exchange.fail(true);
    const first = await page(world, { from: at(190), limit: 100 });
    expect([opens(first.bars), first.more]).toEqual([series(190, 200), true]);
    await expect(page(world, { from: at(201), limit: 5 })).rejects.toMatchObject({
      code: "exchange_unavailable",
    });
    await expect(page(world, { from: 0, limit: 5 })).rejects.toMatchObject({ code: "exchange_unavailable" });
  });

  it("[HIST-6] without the hub serves what is stored, and the exchange's bars behind it", async () => {
    const world = await openWorld(FAILING);
    world.failHub();
    expect(opens((await page(world, { limit: 150 })).bars)).toEqual(series(150, 299));
    world.exchange.fail(true);
    const stored = await page(world, { limit: 150 });
    expect([opens(stored.bars), stored.more]).toEqual([series(51, 200), true]);
  });

  it("[HIST-6] a push symbol whose hub fails does not seem to end where D1 does", async () => {
    const world = await openWorld({ ...FAILING, coldBefore: 0, outages: new Set() });
    world.failHub();
    const push = async (query: { from?: number; to?: number; limit: number }) =>
      await world.history().page(SYMBOL, "push", { timeframe: TF, ...query });
    expect(opens((await push({ limit: 5 })).bars)).toEqual(series(196, 200));
    expect(opens((await push({ to: at(190), limit: 5 })).bars)).toEqual(series(186, 190));
    const within = await push({ from: at(60), to: at(70), limit: 50 });
    expect([opens(within.bars), within.more]).toEqual([series(60, 70), false]);
    const last = await push({ from: at(195), limit: 50 });
    expect([opens(last.bars), last.more]).toEqual([series(195, 200), true]);
    await expect(push({ from: at(201), limit: 50 })).rejects.toMatchObject({ code: "unavailable" });
    const read = async () => {
      const name = { symbol: SYMBOL, feed: "push", timeframe: TF } as const;
      for await (const batch of world.history().read(name, { from: at(0), to: at(299) })) void batch;
    };
    await expect(read()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("[HIST-8] without D1 serves the hub's own part", async () => {
    const world = await openWorld(FAILING);
    world.d1.fail(() => ({ message: "D1 is away" }));
    const own = await page(world, { limit: 100 });
    expect([opens(own.bars), own.more]).toEqual([series(250, 299), true]);
    expect(opens((await page(world, { from: at(260), limit: 5 })).bars)).toEqual(series(260, 264));
    await expect(page(world, { from: at(240), limit: 5 })).rejects.toMatchObject({ code: "unavailable" });
  });

  it("[HIST-5] asks the exchange for nothing that is stored, and no hub for what is long settled", async () => {
    const world = await openWorld(FAILING);
    world.failHub();
    expect(opens((await page(world, { from: at(60), to: at(150), limit: 500 })).bars)).toEqual(
      series(60, 150),
    );
    expect(opens((await page(world, { to: at(170), limit: 100 })).bars)).toEqual(series(71, 170));
    expect(world.exchange.requests()).toBe(0);
  });

  it("[HIST-5] does not ask for what was before the listing, once that is written down", async () => {
    const world = await openWorld({ ...FAILING, series: { from: 0, to: 299 } });
    world.d1.sqlite
      .prepare(
        "INSERT INTO series_outage (symbol, timeframe, from_open, to_open, found_at) VALUES (?, ?, 0, ?, 0)",
      )
      .run(SYMBOL, TF, START - STEP);
    world.exchange.fail(true);
    expect(opens((await page(world, { from: 0, limit: 10 })).bars)).toEqual(series(0, 9));
  });

  it("[HIST-7] what D1 has as well as the cold store is served while R2 is away", async () => {
    const both = Array.from({ length: 300 }, (_, index) => index >= 60);
    const world = await openWorld({
      ...FAILING,
      series: { from: 0, to: 299 },
      coldBefore: 150,
      strayD1: both,
    });
    const { objects } = await world.bucket.list();
    for (const { key } of objects) await world.bucket.delete(key);
    expect(opens((await page(world, { from: at(60), limit: 100 })).bars)).toEqual(series(60, 159));
    const within = await page(world, { from: at(70), to: at(80), limit: 100 });
    expect([opens(within.bars), within.more]).toEqual([series(70, 80), false]);
    const back = await page(world, { to: at(120), limit: 500 });
    expect([opens(back.bars), back.more]).toEqual([series(60, 120), true]);
    await expect(page(world, { from: at(50), limit: 5 })).rejects.toMatchObject({ code: "unavailable" });
  });

  it("[HIST-5] what D1 has behind the end of its series needs no exchange", async () => {
    const strayD1 = Array.from({ length: 300 }, (_, index) => index > 200 && index < 230);
    const world = await openWorld({ ...FAILING, strayD1 });
    world.failHub();
    world.exchange.fail(true);
    const newest = await page(world, { limit: 20 });
    expect([opens(newest.bars), newest.more]).toEqual([series(210, 229), true]);
    const older = await page(world, { limit: 60, to: at(229) });
    expect(opens(older.bars)).toEqual(series(170, 229));
    expect(world.exchange.requests()).toBeGreaterThan(0);
  });

  it("[REST-62] says of a page that it is settled once it is days behind what is stored, whatever the time is", async () => {
    const world = await openWorld(FAILING);
    expect((await page(world, { from: at(60), to: at(70), limit: 500 })).settled).toBe(true);
    expect((await page(world, { to: at(200 - SETTLED), limit: 5 })).settled).toBe(true);
    expect((await page(world, { to: at(201 - SETTLED), limit: 5 })).settled).toBeUndefined();
    expect((await page(world, { limit: 5 })).settled).toBeUndefined();
  });

  it("[HIST-9] an exchange that only fails to tell the time has no kline closed by the machine's clock", async () => {
    const world = await openWorld({ ...FAILING, hubFrom: undefined });
    const { rest } = world.exchange;
    const forming = { ...rest };
    let failure: "unavailable" | "rejected" = "unavailable";
    forming.klines = async (query) =>
      (await rest.klines(query)).map((kline) => ({ ...kline, closed: kline.openTime < at(299) }));
    forming.ticker = async () => {
      throw new FeedError(failure, "no ticker");
    };
    const history = openHistory({
      hub: () => ({ getBars: async () => ({ bars: [], more: false, oldest: null }) }),
      ...{ db: world.d1.db, cold: world.bucket, exchange: () => forming },
      // The recording is of 2024 and plays at its own time.
      now: () => Date.UTC(2026, 10, 21),
    });
    const newest = async () =>
      opens((await history.page(SYMBOL, "binance", { timeframe: TF, limit: 2 })).bars);
    expect(await newest()).toEqual([297, 298]);
    failure = "rejected";
    expect(await newest()).toEqual([298, 299]);
  });

  it("[HIST-7] a cold object that is gone or damaged costs its own stretch alone, with a clear error", async () => {
    for (const fault of ["gone", "damaged"] as const) {
      const world = await openWorld({ ...FAILING, series: { from: 0, to: 299 }, coldBefore: 150 });
      const { objects } = await world.bucket.list();
      const [oldest, ...others] = objects.map(({ key }) => key).sort();
      expect(others.length).toBeGreaterThan(0);
      if (fault === "gone") await world.bucket.delete(oldest ?? "");
      else await world.bucket.put(oldest ?? "", new Uint8Array([1, 2, 3]));
      expect(opens((await page(world, { limit: 120 })).bars)).toEqual(series(180, 299));
      await expect(page(world, { from: at(0), limit: 10 })).rejects.toMatchObject({ code: "unavailable" });
      const back = await page(world, { to: at(299), limit: 300 });
      expect(back.more).toBe(true);
      expect(opens(back.bars)).toEqual(series(300 - back.bars.length, 299));
      const read = async () => {
        const name = { symbol: SYMBOL, feed: "binance", timeframe: TF } as const;
        for await (const batch of world.history().read(name, { from: at(0), to: at(299) })) void batch;
      };
      await expect(read()).rejects.toMatchObject({ code: "unavailable" });
    }
  });

  it("[HIST-9] an exchange's newest kline is a bar once it is closed", async () => {
    const world = await openWorld({ ...FAILING, hubFrom: undefined });
    expect(opens((await page(world, { limit: 3 })).bars)).toEqual([297, 298, 299]);
  });
});
