import { expect, test } from "vitest";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { pruneRecords } from "./prune.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21);

/** What is kept of each record of operation, and a row of it at a time. */
const RECORDS: readonly (readonly [
  table: string,
  days: number,
  insert: (at: number, name: string) => string,
])[] = [
  [
    "etl_run",
    30,
    (at, name) => `(job_id, started_at, "trigger", status) VALUES ('${name}', ${at}, 'cron', 'ok')`,
  ],
  ["health_sample", 30, (at, name) => `(component, time, ok) VALUES ('${name}', ${at}, 1)`],
  [
    "api_usage",
    400,
    (at, name) =>
      `(source, day, requests, failures, rate_limited)
       VALUES ('${name}', '${new Date(at).toISOString().slice(0, 10)}', 1, 0, 0)`,
  ],
  ["keyed_request", 1, (at, name) => `(id, body, at) VALUES ('${name}', '', ${at})`],
  [
    "backfill",
    90,
    (at, name) =>
      `(id, symbol, timeframe, from_open, to_open, cursor, status, source, created_at, updated_at)
       VALUES ('${name}', 'BTCUSDT', '1h', 0, 0, 0, '${name}', 'rest', ${at}, ${at})`,
  ],
  [
    "init_run",
    90,
    (at, name) =>
      `(id, wishes, status, instance, alive_at, created_at, finished_at)
       VALUES ('${name}', '{}', 'done', '', ${at}, ${at}, ${at})`,
  ],
];

test.each(RECORDS)("[COLD-12] %s is kept for %d days", async (table, days, insert) => {
  const { db, sqlite } = openNodeD1();
  const put = (at: number, name: string) => sqlite.exec(`INSERT INTO ${table} ${insert(at, name)}`);
  put(NOW - days * DAY - DAY, "done");
  put(NOW - days * DAY + DAY / 2, "failed");
  if (table === "init_run") {
    sqlite.exec("INSERT INTO init_task (init_id, position, name, status) VALUES ('done', 0, 'a', 'done')");
  }
  const count = () => sqlite.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get();
  expect(count()).toEqual({ n: 2 });
  await pruneRecords(db, NOW);
  expect(count()).toEqual({ n: 1 });
  expect(sqlite.prepare("SELECT COUNT(*) AS n FROM init_task").get()).toEqual({ n: 0 });
});

test("[COLD-12] what is still under way is kept, however old", async () => {
  const { db, sqlite } = openNodeD1();
  const backfill = RECORDS.find(([table]) => table === "backfill")?.[2](0, "fetching");
  sqlite.exec(`INSERT INTO backfill ${backfill}`);
  expect(await pruneRecords(db, NOW)).toBe(0);
});
