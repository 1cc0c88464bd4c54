import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { dumpParts } from "../../scripts/restore/source.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
import { ColdBars } from "../cold/cold-bars.ts";
import { upsertBars } from "../d1/bars.ts";
import { createBackup } from "./create-backup.ts";
import { findBackup, listBackups } from "./list-backups.ts";
import { rowsOf } from "./ndjson.ts";
import { pruneBackups } from "./prune-backups.ts";
import { isInUse, restoreBackup, restoreTable } from "./restore.ts";
import { tablesOf } from "./tables.ts";

const NOW = Date.UTC(2026, 10, 21, 2, 30);
const DAY = 86_400_000;
const MONTH = Date.UTC(2024, 7, 1);
const bars = [...walkBars("backup", "1m", MONTH, 25_000)];

/** An app with something in every table. */
async function usedApp(count = 500) {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  await upsertBars(
    d1.db,
    bars.slice(0, count).map((bar) => ({ symbol: "BTCUSDT", timeframe: "1m", bar })),
  );
  await new ColdBars(d1.db, r2.bucket).mergeMonth("BTCUSDT", "1m", MONTH, bars.slice(0, 100), 1);
  for (const { name, columns } of await tablesOf(d1.db)) {
    if (name === "ohlcv" || name === "cold_object") continue;
    const types = new Map(
      d1.sqlite
        .prepare("SELECT name, type FROM pragma_table_info(?)")
        .all(name)
        .map((column) => [String(column.name), String(column.type).toLowerCase()]),
    );
    const insert = d1.sqlite.prepare(
      `INSERT INTO "${name}" (${columns.map((column) => `"${column}"`).join(", ")})
       VALUES (${columns.map(() => "?").join(", ")})`,
    );
    for (let row = 1; row <= 3; row++) {
      insert.run(
        ...columns.map((column) =>
          types.get(column) === "integer" ? row : `${column} "${row}" 67250.010\n`,
        ),
      );
    }
  }
  return { d1, r2 };
}

async function contents(d1: NodeD1) {
  const tables = await tablesOf(d1.db);
  return Object.fromEntries(
    tables.map(({ name, key }) => [
      name,
      d1.sqlite
        .prepare(`SELECT * FROM "${name}" ORDER BY ${key.map((column) => `"${column}"`).join(", ")}`)
        .all(),
    ]),
  );
}

test("[BACK-1] [BACK-3] every table comes back as it was, in a new app", async () => {
  const { d1, r2 } = await usedApp(bars.length);
  const manifest = await createBackup(d1.db, r2.bucket, NOW);
  const fresh = openNodeD1();
  await restoreBackup(fresh.db, r2.bucket, manifest);
  expect(await contents(fresh)).toEqual(await contents(d1));
  expect(manifest.rows).toBeGreaterThan(25_000);
  expect(manifest.parts.filter(({ table }) => table === "ohlcv")).toHaveLength(2);
});

test("[BACK-3] a second restore changes nothing", async () => {
  const { d1, r2 } = await usedApp();
  const manifest = await createBackup(d1.db, r2.bucket, NOW);
  const fresh = openNodeD1();
  await restoreBackup(fresh.db, r2.bucket, manifest);
  const again = await restoreBackup(fresh.db, r2.bucket, manifest);
  expect(again.filter(({ changed }) => changed > 0)).toEqual([]);
});

test("[BACK-3] newer bars and the keys that are there stay, other rows are the backup's", async () => {
  const { d1, r2 } = await usedApp();
  const manifest = await createBackup(d1.db, r2.bucket, NOW);
  const fresh = openNodeD1();
  const [bar] = bars;
  if (bar === undefined) throw new Error("no bars");
  const newer = { ...bar, n: 7, revision: 9 };
  await upsertBars(fresh.db, [{ symbol: "BTCUSDT", timeframe: "1m", bar: newer }]);
  await restoreTable(fresh.db, "api_keys", [
    {
      id: "own",
      name: "own",
      hash: 'hash "1" 67250.010\n',
      scopes: "admin",
      created_at: 1,
      last_used: null,
      revoked_at: null,
    },
  ]);
  await restoreBackup(fresh.db, r2.bucket, manifest);
  expect(fresh.sqlite.prepare("SELECT n FROM ohlcv ORDER BY open_time LIMIT 1").get()).toEqual({ n: 7 });
  expect(fresh.sqlite.prepare("SELECT COUNT(*) AS n FROM api_keys").get()).toEqual({ n: 3 });
  expect(fresh.sqlite.prepare("SELECT name FROM api_keys WHERE id = 'own'").get()).toEqual({ name: "own" });
});

test("[BACK-1] a backfill that ends while the backup is made is not claimed by a backup without its bars", async () => {
  const { d1, r2 } = await usedApp(10);
  const [tenth, last] = [bars[9]?.openTime ?? 0, bars[24_999]?.openTime ?? 0];
  d1.sqlite.exec(`INSERT INTO series (symbol, timeframe, from_open, through_open)
    VALUES ('BTCUSDT', '1m', ${MONTH}, ${tenth})`);
  let ended = false;
  // The moment when the bars have been read, and nothing else of what comes behind them.
  d1.fail((sql) => {
    if (ended || !sql.includes('FROM "api_keys"')) return undefined;
    ended = true;
    d1.sqlite.exec(`UPDATE series SET through_open = ${last} WHERE symbol = 'BTCUSDT'`);
    return undefined;
  });
  const manifest = await createBackup(d1.db, r2.bucket, NOW);
  expect(ended).toBe(true);
  const tables = manifest.parts.map(({ table }) => table);
  expect(tables.slice(-2).sort()).toEqual(["backfill", "series"]);
  const fresh = openNodeD1();
  await restoreBackup(fresh.db, r2.bucket, manifest);
  expect(fresh.sqlite.prepare("SELECT through_open FROM series WHERE symbol = 'BTCUSDT'").get()).toEqual({
    through_open: tenth,
  });
});

test("[BACK-4] a damaged part stops a restore before anything is written", async () => {
  const { d1, r2 } = await usedApp();
  const manifest = await createBackup(d1.db, r2.bucket, NOW);
  const last = manifest.parts.at(-1);
  await r2.bucket.put(`backups/${manifest.id}/${last?.file}`, new Uint8Array([1, 2, 3]));
  const fresh = openNodeD1();
  await expect(restoreBackup(fresh.db, r2.bucket, manifest)).rejects.toThrow("SHA-256");
  expect(fresh.sqlite.prepare("SELECT COUNT(*) AS n FROM ohlcv").get()).toEqual({ n: 0 });
});

test("[BACK-2] only whole backups count, the newest are kept, and what was cut off is cleared away", async () => {
  const { d1, r2 } = await usedApp();
  r2.fail((operation, key) => (operation === "put" && key.includes("symbols") ? "killed" : undefined));
  await expect(createBackup(d1.db, r2.bucket, NOW - 9 * DAY)).rejects.toThrow("killed");
  r2.fail(undefined);
  expect(await listBackups(r2.bucket)).toEqual([]);
  for (let day = 3; day >= 0; day--) await createBackup(d1.db, r2.bucket, NOW - day * DAY);
  const kept = await pruneBackups(d1.db, r2.bucket, 2, NOW);
  expect(kept.map(({ id }) => id)).toEqual(["20261121T023000Z", "20261120T023000Z"]);
  const folders = new Set(
    [...r2.objects.keys()].filter((key) => key.startsWith("backups/")).map((key) => key.slice(8, 24)),
  );
  expect([...folders].sort()).toEqual(["20261120T023000Z", "20261121T023000Z"]);
  expect(
    d1.sqlite.prepare("SELECT status, COUNT(*) AS n FROM backup GROUP BY status ORDER BY status").all(),
  ).toEqual([
    { status: "done", n: 2 },
    { status: "failed", n: 1 },
  ]);
  expect((await findBackup(r2.bucket, "latest"))?.id).toBe("20261121T023000Z");
  expect(await findBackup(r2.bucket, "20261101T000000Z")).toBeUndefined();
});

test("[BACK-5] an app is in use once it has data that a new one does not make by itself", async () => {
  const { d1 } = await usedApp();
  expect(await isInUse(d1.db)).toBe(true);
  const fresh = openNodeD1();
  await upsertBars(
    fresh.db,
    bars.slice(0, 10).map((bar) => ({ symbol: "BTCUSDT", timeframe: "1m", bar })),
  );
  expect(await isInUse(fresh.db)).toBe(false);
});

test("[BACK-6] a backup's folder and an SQL dump on disk have the same rows", async () => {
  const { d1, r2 } = await usedApp();
  const { id } = await createBackup(d1.db, r2.bucket, NOW);
  const folder = mkdtempSync(join(tmpdir(), "wick-dump-"));
  try {
    mkdirSync(join(folder, "backup"));
    const prefix = `backups/${id}/`;
    for (const [key, bytes] of r2.objects) {
      if (key.startsWith(prefix)) writeFileSync(join(folder, "backup", key.slice(prefix.length)), bytes);
    }
    writeFileSync(join(folder, "dump.sql"), await sqlOf(d1));
    for (const path of ["backup", "dump.sql"]) {
      const fresh = openNodeD1();
      for (const part of dumpParts(join(folder, path))) {
        await restoreTable(fresh.db, part.table, rowsOf(await part.read()));
      }
      expect(await contents(fresh)).toEqual(await contents(d1));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** As `wrangler d1 export` writes it. */
async function sqlOf(d1: NodeD1): Promise<string> {
  const schema = d1.sqlite.prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").all();
  const lines = ["PRAGMA defer_foreign_keys=TRUE;", ...schema.map(({ sql }) => `${sql};`)];
  for (const { name, columns } of await tablesOf(d1.db)) {
    for (const row of d1.sqlite.prepare(`SELECT * FROM "${name}"`).all()) {
      const values = columns.map((column) => {
        const value = row[column] ?? null;
        return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : String(value);
      });
      lines.push(`INSERT INTO "${name}" VALUES(${values.join(",")});`);
    }
  }
  return lines.join("\n");
}
