import { readSeries, type SeriesReach } from "../../platform/d1/database-status.ts";
import { readLastRuns } from "../../platform/d1/etl.ts";
import { type OpenBackfillRow, readOpenBackfills } from "../../platform/d1/open-backfills.ts";
import type { EtlJobRow, EtlRunRow } from "../../platform/d1/schema/etl.ts";
import type { Env } from "../../platform/env.ts";
import { jobPorts } from "../jobs/ports.ts";
import { JOBS } from "../jobs/registry.ts";
import { jobRows } from "../jobs/run-due.ts";
import { inTime } from "./survey.ts";

/** What D1 tells of jobs, backfills and series. */
export interface DataSurvey {
  readonly rows: ReadonlyMap<string, EtlJobRow>;
  readonly lastRuns: readonly EtlRunRow[];
  readonly backfills: readonly OpenBackfillRow[];
  readonly series: readonly SeriesReach[];
}

/** Asks D1 once; undefined where it fails or is late. */
export async function dataSurvey(env: Env): Promise<DataSurvey | undefined> {
  return await inTime("etl", readAll(env));
}

async function readAll(env: Env): Promise<DataSurvey> {
  const [rows, lastRuns, backfills, series] = await Promise.all([
    jobRows(JOBS, jobPorts(env)),
    readLastRuns(
      env.DB,
      JOBS.map(({ id }) => id),
    ),
    readOpenBackfills(env.DB),
    readSeries(env.DB),
  ]);
  return { rows, lastRuns, backfills, series };
}
