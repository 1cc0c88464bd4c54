/** Rows are counted up to here: an exact count of millions would read them all. */
const MOST_COUNTED = 10_000;

export interface TableSize {
  readonly name: string;
  readonly rows: number;
  /** False where counting ended before the table did. */
  readonly exact: boolean;
}

/** Every table of ours with its rows, as far as they are counted. Reads at most 10,001 rows a table. */
export async function tableSizes(db: D1Database): Promise<TableSize[]> {
  const { results } = await db
    .prepare(
      `SELECT name FROM sqlite_master
       WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*' AND name <> 'd1_migrations'
       ORDER BY name`,
    )
    .all<{ name: string }>();
  const names = results.map(({ name }) => name);
  if (names.length === 0) return [];
  const counts = await db.batch<{ n: number }>(
    names.map((name) =>
      db.prepare(
        `SELECT count(*) AS n FROM (SELECT 1 FROM "${name.replaceAll('"', '""')}" LIMIT ${MOST_COUNTED + 1})`,
      ),
    ),
  );
  return names.map((name, position) => {
    const n = counts[position]?.results[0]?.n ?? 0;
    return { name, rows: Math.min(n, MOST_COUNTED), exact: n <= MOST_COUNTED };
  });
}

/** The migrations that were applied, oldest first; none where the table of them was never made. */
export async function readMigrations(db: D1Database): Promise<{ name: string; appliedAt: string }[]> {
  const there = await db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'd1_migrations'").first();
  if (there === null) return [];
  const { results } = await db
    .prepare("SELECT name, applied_at AS appliedAt FROM d1_migrations ORDER BY id")
    .all<{ name: string; appliedAt: string }>();
  return results;
}

export interface SeriesReach {
  readonly symbol: string;
  readonly timeframe: string;
  readonly fromOpen: number;
  readonly throughOpen: number;
  readonly outages: number;
  readonly checkedAt: number | null;
  readonly mismatches: number;
}

/** How far each series is known to be whole, and its outages within. */
export async function readSeries(db: D1Database): Promise<SeriesReach[]> {
  const { results } = await db
    .prepare(
      `SELECT symbol, timeframe, from_open AS fromOpen, through_open AS throughOpen, checked_at AS checkedAt,
         mismatches,
         (SELECT count(*) FROM series_outage AS outage
          WHERE outage.symbol = series.symbol AND outage.timeframe = series.timeframe
            AND outage.to_open >= series.from_open) AS outages
       FROM series ORDER BY symbol, timeframe`,
    )
    .all<SeriesReach>();
  return results;
}
