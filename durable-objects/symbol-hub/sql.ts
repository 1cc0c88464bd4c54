export type SqlValue = string | number | null | ArrayBuffer;

/** The synchronous SQLite of a Durable Object, and of Node in simulations. */
export interface Sql {
  /** Runs one statement and returns its rows. */
  all<Row extends Record<string, SqlValue>>(query: string, ...bindings: (SqlValue | Uint8Array)[]): Row[];
  transaction<T>(run: () => T): T;
  /** Bytes on disk. */
  size(): number;
}

// Each step runs once; a step that was released is never changed.
const STEPS: readonly string[][] = [
  [
    `CREATE TABLE bar (tf TEXT NOT NULL, open_time INTEGER NOT NULL, open TEXT NOT NULL, high TEXT NOT NULL,
       low TEXT NOT NULL, close TEXT NOT NULL, volume TEXT NOT NULL, quote_volume TEXT NOT NULL, n INTEGER NOT NULL,
       taker_buy_volume TEXT NOT NULL, taker_buy_quote_volume TEXT NOT NULL, first_id INTEGER, last_id INTEGER,
       revision INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (tf, open_time)) WITHOUT ROWID`,
    `CREATE TABLE event (channel TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL,
       PRIMARY KEY (channel, seq)) WITHOUT ROWID`,
    `CREATE TABLE tick_chunk (first_id INTEGER PRIMARY KEY, last_id INTEGER NOT NULL, min_time INTEGER NOT NULL,
       max_time INTEGER NOT NULL, data BLOB NOT NULL)`,
    `CREATE TABLE second_chunk (id INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
       min_open INTEGER NOT NULL, max_open INTEGER NOT NULL, data BLOB NOT NULL)`,
    `CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, tf TEXT NOT NULL, json TEXT NOT NULL)`,
    `CREATE TABLE repair (id INTEGER PRIMARY KEY AUTOINCREMENT, next_id INTEGER NOT NULL, to_id INTEGER NOT NULL,
       from_time INTEGER NOT NULL, to_time INTEGER NOT NULL)`,
    `CREATE TABLE push_tick (id TEXT PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE idempotency (key TEXT PRIMARY KEY, body TEXT NOT NULL, report TEXT NOT NULL, at INTEGER NOT NULL)
       WITHOUT ROWID`,
    `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
  ],
  // When a row was put in, by the machine's clock; rows of before do not know.
  ["ALTER TABLE outbox ADD COLUMN at INTEGER"],
  // The counter of AUTOINCREMENT is a row more for each bar. Without it an id comes again only where no row is left,
  // and the last that was sent stays: what is put while others are under way to D1 lies behind them.
  [
    "CREATE TABLE outbox_queue (id INTEGER PRIMARY KEY, tf TEXT NOT NULL, json TEXT NOT NULL, at INTEGER)",
    "INSERT INTO outbox_queue (id, tf, json, at) SELECT id, tf, json, at FROM outbox",
    "DROP TABLE outbox",
    "ALTER TABLE outbox_queue RENAME TO outbox",
  ],
  // Events of other channels that were written with one of the bars: a row less for each.
  [
    "ALTER TABLE event ADD COLUMN riders TEXT",
    `CREATE TABLE signal (seq INTEGER PRIMARY KEY, tf TEXT NOT NULL, event_seq INTEGER NOT NULL, event TEXT NOT NULL,
       record TEXT NOT NULL)`,
  ],
];

/** Brings the object's tables to the newest version. */
export function migrate(sql: Sql): void {
  sql.all("CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY)");
  const done =
    sql.all<{ version: number | null }>("SELECT max(version) AS version FROM migration")[0]?.version ?? 0;
  for (const [index, statements] of STEPS.entries()) {
    if (index < done) continue;
    sql.transaction(() => {
      for (const statement of statements) sql.all(statement);
      sql.all("INSERT INTO migration (version) VALUES (?)", index + 1);
    });
  }
}
