/** How a component was at a time. Times are ms on the machine's clock. */
export interface HealthSample {
  readonly component: string;
  readonly time: number;
  readonly ok: boolean;
  readonly latencyMs: number | null;
  readonly bytes: number | null;
  readonly detail: string | null;
}

/** Samples of a component between two times, summed up. */
export interface HealthBucket {
  readonly component: string;
  readonly time: number;
  readonly samples: number;
  readonly up: number;
  readonly latencyMs: number | null;
  readonly bytes: number | null;
}

/** Keeps samples, in one statement. The same component and time again changes nothing. @returns rows written. */
export async function insertSamples(db: D1Database, samples: readonly HealthSample[]): Promise<number> {
  const { meta } = await db
    .prepare(
      `INSERT INTO health_sample (component, time, ok, latency_ms, bytes, detail)
       SELECT value ->> 'component', value ->> 'time', value ->> 'ok', value ->> 'latencyMs', value ->> 'bytes',
         value ->> 'detail'
       FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING`,
    )
    .bind(JSON.stringify(samples))
    .run();
  return meta.changes;
}

/**
 * The samples of a window by buckets of `bucketMs`, by component and time. `bytes` is the newest that a bucket has.
 * @param components looked up one by one, by the key.
 */
export async function readBuckets(
  db: D1Database,
  components: readonly string[],
  window: { readonly from: number; readonly to: number; readonly bucketMs: number },
): Promise<HealthBucket[]> {
  const { results } = await db
    .prepare(
      // A number is bound as a double, which would not divide in whole buckets. With one max() in a group, SQLite
      // takes the bare column from the row that has it.
      `SELECT component, time - time % CAST(?4 AS INTEGER) AS time, count(*) AS samples, sum(ok) AS up, avg(latency_ms) AS latencyMs,
         bytes, max(CASE WHEN bytes IS NOT NULL THEN time END)
       FROM health_sample
       WHERE component IN (SELECT value FROM json_each(?1)) AND time >= ?2 AND time <= ?3
       GROUP BY 1, 2 ORDER BY 1, 2`,
    )
    .bind(JSON.stringify(components), window.from, window.to, window.bucketMs)
    .all<HealthBucket>();
  return results.map(({ component, time, samples, up, latencyMs, bytes }) => ({
    component,
    time,
    samples,
    up,
    latencyMs: latencyMs === null ? null : Math.round(latencyMs * 10) / 10,
    bytes,
  }));
}
