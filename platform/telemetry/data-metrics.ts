import type { HubStatus } from "../../contract/hub.ts";
import { isTimeframe, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { SeriesReach } from "../d1/database-status.ts";
import type { EtlJobRow, EtlRunRow } from "../d1/schema/etl.ts";
import type { MetricFamily } from "./exposition.ts";
import { counter, gauge, sample } from "./family.ts";

/** A backfill that is not over. */
export interface OpenBackfill {
  readonly symbol: string;
  readonly timeframe: string;
  readonly status: string;
  /** 0 to 1. */
  readonly progress: number;
}

/** What D1 tells of the data platform. */
export interface DataSources {
  readonly jobs: readonly EtlJobRow[];
  readonly lastRuns: readonly EtlRunRow[];
  readonly backfills: readonly OpenBackfill[];
  readonly series: readonly SeriesReach[];
  /** Their clocks are the exchange's, by which a series is behind. */
  readonly hubs: readonly Pick<HubStatus, "symbol" | "exchangeTime">[];
}

/**
 * Metrics of jobs, backfills and series; the list with meanings is docs/spec/metrics.md.
 * @param data undefined while D1 does not answer: what it would tell is then left out.
 * @param skippedMinutes of this isolate.
 */
export function dataFamilies(data: DataSources | undefined, skippedMinutes: number): readonly MetricFamily[] {
  const skipped = counter("wick_jobs_skipped_minutes_total", "Minutes without jobs because D1 failed", [
    sample({}, skippedMinutes),
  ]);
  if (data === undefined) return [skipped];
  return [skipped, ...jobFamilies(data), ...backfillFamilies(data.backfills), ...seriesFamilies(data)];
}

function jobFamilies({ jobs, lastRuns }: DataSources): readonly MetricFamily[] {
  const each = (value: (job: EtlJobRow) => number | null) =>
    jobs.flatMap((job) => {
      const known = value(job);
      return known === null ? [] : [sample({ job: job.id }, known)];
    });
  const runs = lastRuns.filter(({ finishedAt }) => finishedAt !== null);
  return [
    gauge(
      "wick_job_enabled",
      "1 while the job is switched on",
      each(({ enabled }) => Number(enabled)),
    ),
    gauge(
      "wick_job_failures",
      "Failures in a row",
      each(({ failures }) => failures),
    ),
    gauge(
      "wick_job_last_success_time_ms",
      "When the job last ended well",
      each(({ lastOkAt }) => lastOkAt),
    ),
    gauge(
      "wick_job_next_time_ms",
      "When the job is due",
      each(({ enabled, nextAt }) => (enabled ? nextAt : null)),
    ),
    gauge(
      "wick_job_last_duration_ms",
      "How long the last run took",
      runs.map(({ jobId, startedAt, finishedAt }) =>
        sample({ job: jobId }, (finishedAt ?? startedAt) - startedAt),
      ),
    ),
    gauge(
      "wick_job_last_rows",
      "Rows of the last run",
      runs.map(({ jobId, rows }) => sample({ job: jobId }, rows)),
    ),
  ];
}

function backfillFamilies(backfills: readonly OpenBackfill[]): readonly MetricFamily[] {
  const statuses = new Set(backfills.map(({ status }) => status));
  // Of a series that is fetched in parts, the part that is furthest behind.
  const least = new Map<string, OpenBackfill>();
  for (const one of backfills) {
    const key = `${one.symbol} ${one.timeframe}`;
    const known = least.get(key);
    if (known === undefined || one.progress < known.progress) least.set(key, one);
  }
  return [
    gauge(
      "wick_backfills",
      "Backfills that are not done",
      [...statuses].map((status) =>
        sample({ status }, backfills.filter((one) => one.status === status).length),
      ),
    ),
    gauge(
      "wick_backfill_progress",
      "0 to 1, of a backfill that is not done",
      [...least.values()].map(({ symbol, timeframe, progress }) => sample({ symbol, timeframe }, progress)),
    ),
  ];
}

function seriesFamilies({ series, hubs }: DataSources): readonly MetricFamily[] {
  const clocks = new Map<string, number | null>(
    hubs.map(({ symbol, exchangeTime }) => [symbol, exchangeTime]),
  );
  return [
    gauge(
      "wick_series_through_time_ms",
      "Open time of the last bar up to which a series is whole",
      series.map(({ symbol, timeframe, throughOpen }) => sample({ symbol, timeframe }, throughOpen)),
    ),
    gauge(
      "wick_series_lag_ms",
      "From the close of that bar to the exchange's clock",
      series.flatMap(({ symbol, timeframe, throughOpen }) => {
        const clock = clocks.get(symbol);
        if (clock === undefined || clock === null || !isTimeframe(timeframe)) return [];
        return [sample({ symbol, timeframe }, clock - throughOpen - TIMEFRAME_MS[timeframe])];
      }),
    ),
    gauge(
      "wick_series_mismatches",
      "Bars that differed when the series was last compared with the exchange",
      series.map(({ symbol, timeframe, mismatches }) => sample({ symbol, timeframe }, mismatches)),
    ),
  ];
}
