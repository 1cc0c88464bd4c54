import type { DbStatus } from "../../contract/rest/operations.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { readMigrations, readSeries, tableSizes } from "../../platform/d1/database-status.ts";
import type { JobPorts } from "../jobs/job.ts";
import { examine } from "./component.ts";
import { lookAtD1, lookAtR2, storedObjects } from "./stores.ts";

/** The database and the bucket: tables, sizes, migrations, and how far each series reaches. @throws when D1 fails. */
export async function dbStatus(ports: JobPorts): Promise<DbStatus> {
  const { db, now } = ports;
  const beganAt = now();
  const { bytes = null } = await lookAtD1(ports);
  const latencyMs = now() - beganAt;
  const [tables, migrations, stored, series, r2] = await Promise.all([
    tableSizes(db),
    readMigrations(db),
    storedObjects(ports),
    readSeries(db),
    examine("r2", now, () => lookAtR2(ports)),
  ]);
  return {
    time: beganAt,
    d1: { latencyMs, bytes, tables, migrations },
    r2: { ok: r2.ok, latencyMs: r2.latencyMs, ...stored },
    series: series.map((row) => ({ ...row, timeframe: row.timeframe as Timeframe })),
  };
}
