import { Cron } from "croner";
import { expect, it } from "vitest";
import type { SymbolHubRpc } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { parseDecimal } from "../../market/bars/decimal.ts";
import { closeTimeOf, openTimeOf, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { listSymbols, seedSymbols } from "../../platform/d1/symbols.ts";
import { ROW_VERSION } from "../../platform/d1/technical-features.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import { openHistory } from "../../platform/history/history.ts";
import { APP_READS_A_DAY, SYMBOL_READS_A_DAY } from "../../scripts/costs/assumptions.ts";
import type { JobPorts } from "../../worker/jobs/job.ts";
import { jobPorts } from "../../worker/jobs/ports.ts";
import { JOBS } from "../../worker/jobs/registry.ts";
import { runDueJobs } from "../../worker/jobs/run-due.ts";
import { meterD1 } from "../support/metered-d1.ts";
import { openWick, type Wick } from "./wick.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 7, 10, 12, 33);
/** What D1 has of a symbol that has been followed for a year, in days. */
const DEPTHS: readonly (readonly [Timeframe, number])[] = [
  ...[["1m", 30] as const, ["5m", 365] as const, ["15m", 365] as const],
  ...[["1h", 365] as const, ["4h", 365] as const, ["12h", 456] as const, ["1d", 456] as const],
];
const SYMBOLS = ["AAAUSDT"];
/** Reads of the whole app a minute, and those of each symbol besides. */
const MOST_A_MINUTE = { app: 200, symbol: 1_900 };

const d = (text: string) => parseDecimal(text, 16);
const PRICES = {
  open: d("100"),
  high: d("101"),
  low: d("99"),
  close: d("100.5"),
  volume: d("1"),
  quoteVolume: d("100"),
};
const bar = (timeframe: Timeframe, openTime: number): Bar => ({
  ...{ ...PRICES, openTime, closeTime: closeTimeOf(openTime, timeframe), n: 3, firstId: 1, lastId: 3 },
  ...{ takerBuyVolume: d("1"), takerBuyQuoteVolume: d("100"), final: true, revision: 0, source: "trades" },
});

/** A year of bars and their features, made by SQL: only how many there are counts. */
async function fill(db: D1Database, symbol: string): Promise<void> {
  for (const [timeframe, days] of DEPTHS) {
    const step = TIMEFRAME_MS[timeframe];
    const end = openTimeOf(START, timeframe);
    const count = Math.floor((days * DAY) / step);
    const rows = `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT ${end} - i * ${step} AS at FROM n)`;
    await db.batch([
      db.prepare(`INSERT INTO ohlcv SELECT '${symbol}', '${timeframe}', at, '100', '101', '99', '100.5', '1', '100', 3,
        '1', '100', 1, 3, 0, 'trades' FROM ${rows}`),
      db.prepare(`INSERT INTO technical_features SELECT '${symbol}', '${timeframe}', at, ${ROW_VERSION}, 0, 512, '[]', NULL
        FROM ${rows}`),
      db.prepare(`INSERT INTO series (symbol, timeframe, from_open, through_open)
        VALUES ('${symbol}', '${timeframe}', ${end - count * step}, ${end - step})`),
    ]);
  }
}

/** The minute's jobs with hubs and an exchange that agree with what is stored; every read of D1 is counted. */
function openPorts(wick: Wick) {
  const meter = meterD1(wick.env.DB);
  let now = START;
  const hub: Partial<SymbolHubRpc> = {
    getStatus: async () => ({ exchangeTime: now, state: "live", source: "binance" }) as never,
    getTicker: async () => null,
    getBars: async () => ({ bars: [], more: false, oldest: null }),
    getTicks: async () => [],
  };
  const exchange: Partial<FeedRest> = {
    klines: async ({ timeframe, from = 0, to = now, limit = 1_000 }) => {
      const step = TIMEFRAME_MS[timeframe];
      const first = Math.ceil(from / step) * step;
      const count = Math.max(0, Math.min(limit, Math.floor((to - first) / step) + 1));
      return Array.from({ length: count }, (_, i) => {
        const {
          final: _final,
          revision: _revision,
          source: _source,
          ...values
        } = bar(timeframe, first + i * step);
        return { ...values, timeframe, closed: values.closeTime < now };
      });
    },
  };
  const base = jobPorts(wick.env);
  const stubs = { hub: () => hub as SymbolHubRpc, exchange: () => exchange as FeedRest };
  const ports: JobPorts = {
    ...base,
    ...stubs,
    db: meter.db,
    now: () => now,
    symbols: () => listSymbols(meter.db),
    history: openHistory({ ...stubs, db: meter.db, cold: wick.env.COLD, now: () => now }),
  };
  const readBy = async (run: () => Promise<unknown>) => {
    const before = meter.rowsRead();
    await run();
    return meter.rowsRead() - before;
  };
  return {
    ports,
    readBy,
    /** The next minute, with the bars that hubs have brought by then. */
    async pass() {
      now += MINUTE;
      const closed = (timeframe: Timeframe) =>
        bar(timeframe, openTimeOf(now, timeframe) - TIMEFRAME_MS[timeframe]);
      const rows = SYMBOLS.flatMap((symbol) =>
        (["1m", "5m", "15m"] as const).map((timeframe) => ({ symbol, timeframe, bar: closed(timeframe) })),
      );
      await upsertBars(wick.env.DB, rows);
    },
  };
}

it("jobs read as few rows of D1 as docs/costs.md counts with", async () => {
  const wick = await openWick();
  await seedSymbols(wick.env.DB, SYMBOLS, 1);
  for (const symbol of SYMBOLS) await fill(wick.env.DB, symbol);
  const world = openPorts(wick);
  const runner = { ports: world.ports, random: () => 0.5, newOwner: () => crypto.randomUUID() };
  // The first run seeds the jobs, the second catches up with what is there.
  for (let minute = 0; minute < 2; minute++) {
    await runDueJobs(JOBS, runner);
    await world.pass();
  }

  // A quarter of an hour as cron has it: what is due each minute, each five and fifteen.
  let quarter = 0;
  let most = 0;
  for (let minute = 0; minute < 15; minute++) {
    await world.pass();
    const rows = await world.readBy(() => runDueJobs(JOBS, runner));
    quarter += rows;
    most = Math.max(most, rows);
  }
  // What is rarer, each once.
  let rare = 0;
  for (const job of JOBS) {
    const runs = runsADay(job.cron);
    if (runs >= 96) continue;
    const rows = await world.readBy(() => job.run(world.ports));
    rare += rows * runs;
  }
  const aDay = quarter * 96 + rare;
  expect(most).toBeLessThanOrEqual(MOST_A_MINUTE.app + SYMBOLS.length * MOST_A_MINUTE.symbol);
  expect(aDay).toBeLessThanOrEqual(APP_READS_A_DAY + SYMBOLS.length * SYMBOL_READS_A_DAY);
});

function runsADay(cron: string): number {
  const runs = new Cron(cron, { timezone: "UTC" }).nextRuns(2_000, new Date(START));
  return runs.filter((at) => at.getTime() <= START + DAY).length;
}
