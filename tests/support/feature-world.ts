import type { BarQuery, HubBarPage } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { findingsFrom } from "../../market/patterns/pattern-series.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { parseVariables } from "../../platform/config.ts";
import { readBarChanges } from "../../platform/d1/bar-changes.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import { patternText } from "../../platform/d1/pattern-text.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { openHistory } from "../../platform/history/history.ts";
import type { JobPorts } from "../../worker/jobs/job.ts";
import { technicalFeaturesJob } from "../../worker/jobs/technical-features.ts";
import { openMemoryBucket } from "./memory-bucket.ts";
import { openNodeD1 } from "./node-d1.ts";

/** The one symbol of this world: fed by ticks, so that there is no exchange to ask. */
export const FEATURE_SYMBOL: SymbolRow = {
  ...{
    symbol: "AAAUSDT",
    feed: "push",
    base: "AAA",
    quote: "USDT",
    name: "AAA",
    status: "active",
    addedAt: 1,
  },
  ...{ tickSize: "0.01", stepSize: "0.01", latenessMs: 0 },
};
const { symbol } = FEATURE_SYMBOL;

/** D1, a bucket, a hub that has the 1m bars it is given, and the history of them all. */
export function openFeatureWorld(variables: Record<string, string> = {}) {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  d1.sqlite.exec(`INSERT INTO symbols (symbol, feed, tick_size, step_size, lateness_ms, base, quote, name, status, added_at)
    VALUES ('${symbol}', 'push', '0.01', '0.01', 0, 'AAA', 'USDT', 'AAA', 'active', 1)`);
  let inHub: readonly Bar[] = [];
  const getBars = async ({ timeframe, from, to, limit, forming }: BarQuery): Promise<HubBarPage> => {
    const all = timeframe === "1m" ? inHub : [];
    const inside = all.filter(
      (bar) =>
        (forming || bar.final) &&
        bar.openTime >= (from ?? 0) &&
        bar.openTime <= (to ?? Number.MAX_SAFE_INTEGER),
    );
    const bars = from === undefined ? inside.slice(-limit) : inside.slice(0, limit);
    return { bars, more: bars.length < inside.length, oldest: all[0]?.openTime ?? null };
  };
  const now = () => Date.UTC(2026, 0);
  const unused = () => {
    throw new Error("nobody else is to be asked");
  };
  const stores = { db: d1.db, cold: r2.bucket, now, exchange: unused };
  const history = openHistory({ ...stores, hub: () => ({ getBars }) });
  const ports: JobPorts = {
    ...{
      ...stores,
      config: parseVariables(variables),
      symbols: async () => [FEATURE_SYMBOL],
      hub: unused,
      history,
    },
  };
  const marks = () =>
    d1.sqlite.prepare("SELECT timeframe, from_open FROM bar_change ORDER BY 1").all() as {
      timeframe: string;
      from_open: number;
    }[];
  const run = async () => (await technicalFeaturesJob.run(ports)).rows;
  return {
    d1,
    ports,
    marks,
    run,
    /** Bars come to D1, as they do from an outbox or a backfill. */
    async store(bars: readonly Bar[], timeframe: Timeframe = "1m") {
      await upsertBars(
        d1.db,
        bars.map((bar) => ({ symbol, timeframe, bar })),
      );
    },
    /** From now on the hub has these 1m bars. */
    setHub(bars: readonly Bar[]) {
      inHub = bars;
    },
    /** Runs the job until it has caught up. @returns rows written. */
    async runAll() {
      let written = 0;
      for (let runs = 0; runs < 20 && (await readBarChanges(d1.db)).length > 0; runs++)
        written += await run();
      return written;
    },
    rows: (timeframe: Timeframe = "1m") =>
      d1.sqlite
        .prepare(
          `SELECT open_time, bar_revision, bars, "values", patterns FROM technical_features WHERE timeframe = ? ORDER BY 1`,
        )
        .all(timeframe)
        .map((row) => ({ ...row })),
  };
}

/** What is to be stored of a whole series. */
export function storedRowsOf(bars: readonly Bar[]) {
  const prices = bars.map(priceBarOf);
  const found = findingsFrom(prices, 0);
  return bars.map(({ openTime, revision }, i) => {
    const row = featureRow(prices, i);
    return {
      open_time: openTime,
      bar_revision: revision,
      bars: row.bars,
      values: JSON.stringify(row.values),
      patterns: patternText(found[i] ?? []),
    };
  });
}

/** The bar with another close, as the next revision. @throws Error where there is none. */
export function revised(bar: Bar | undefined): Bar {
  if (bar === undefined) throw new Error("no such bar");
  return { ...bar, close: bar.high, revision: bar.revision + 1 };
}
