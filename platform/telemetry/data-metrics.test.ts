import { expect, test } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { type DataSources, dataFamilies } from "./data-metrics.ts";
import { exposition } from "./exposition.ts";

const data: DataSources = {
  jobs: [
    {
      id: "klines-1h",
      cron: "1 * * * *",
      enabled: true,
      nextAt: 7_000,
      leaseOwner: null,
      leaseUntil: null,
      lastStatus: "failed",
      lastRunAt: 5_000,
      lastOkAt: null,
      failures: 2,
    },
  ],
  lastRuns: [
    {
      jobId: "klines-1h",
      startedAt: 5_000,
      finishedAt: 5_250,
      trigger: "cron",
      status: "failed",
      rows: 3,
      error: "x",
      detail: null,
    },
    {
      jobId: "dead",
      startedAt: 1,
      finishedAt: null,
      trigger: "cron",
      status: "abandoned",
      rows: 0,
      error: "x",
      detail: null,
    },
  ],
  backfills: [
    { symbol: "BTCUSDT", timeframe: "1m", status: "fetching", progress: 0.75 },
    { symbol: "BTCUSDT", timeframe: "1m", status: "pending", progress: 0 },
  ],
  series: [
    {
      symbol: "BTCUSDT",
      timeframe: "1h",
      fromOpen: 0,
      throughOpen: 3_600_000,
      outages: 0,
      checkedAt: null,
      mismatches: 1,
    },
    {
      symbol: "GONE",
      timeframe: "1h",
      fromOpen: 0,
      throughOpen: 0,
      outages: 0,
      checkedAt: null,
      mismatches: 0,
    },
  ],
  hubs: [{ symbol: "BTCUSDT" as SymbolId, exchangeTime: 7_230_000 as EpochMs }],
};

test("[MET-5] jobs, backfills and series are metrics; what is not known is no sample", () => {
  const text = exposition(dataFamilies(data, 4));
  for (const line of [
    "wick_jobs_skipped_minutes_total 4",
    'wick_job_failures{job="klines-1h"} 2',
    'wick_job_next_time_ms{job="klines-1h"} 7000',
    'wick_job_last_duration_ms{job="klines-1h"} 250',
    'wick_backfills{status="pending"} 1',
    'wick_backfill_progress{symbol="BTCUSDT",timeframe="1m"} 0',
    'wick_series_through_time_ms{symbol="GONE",timeframe="1h"} 0',
    'wick_series_lag_ms{symbol="BTCUSDT",timeframe="1h"} 30000',
    'wick_series_mismatches{symbol="BTCUSDT",timeframe="1h"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).not.toContain("wick_job_last_success_time_ms");
  expect(text).not.toContain('wick_series_lag_ms{symbol="GONE"');
  expect(text).not.toContain('job="dead"');
});

test("[MET-5] without D1 the metrics of its data are left out", () => {
  expect(exposition(dataFamilies(undefined, 1)).split("\n")).toHaveLength(4);
});
