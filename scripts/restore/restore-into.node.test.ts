import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { createBackup } from "../../platform/backup/create-backup.ts";
import { createApiKey } from "../../platform/d1/api-keys.ts";
import { upsertBars } from "../../platform/d1/bars.ts";
import type { Env } from "../../platform/env.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { type NodeD1, openNodeD1 } from "../../tests/support/node-d1.ts";
import { walkBars } from "../bench/bar-walk.ts";
import { restoreInto } from "./restore-into.ts";

/** Node has what the routes need of the platform, but not its types: the app is taken for what it is used as here. */
interface AnyApp {
  fetch(request: Request, env: unknown, context: unknown): Response | Promise<Response>;
}
const APP = "../../worker/app.ts";
const { app }: { readonly app: AnyApp } = await import(APP);

const NOW = Date.UTC(2026, 10, 21);
const bars = [...walkBars("restore", "1h", Date.UTC(2024, 0, 1), 500)];
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The whole app on a database and a bucket, behind a real port. */
async function serve(d1: NodeD1, bucket: R2Bucket) {
  // Of the bindings these routes use the database and the bucket.
  const env = { DB: d1.db, COLD: bucket, SYMBOLS: "", ENVIRONMENT: "test" } as unknown as Env;
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = await app.fetch(
      new Request(`http://wick.test${request.url}`, {
        method: request.method ?? "GET",
        headers: request.headers as Record<string, string>,
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      }),
      env,
      context,
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const key = await createApiKey(d1.db, { name: "admin", scopes: ["admin"] }, NOW);
  return { url: `http://127.0.0.1:${port}`, key };
}

async function backedUp(kept: readonly Bar[] = bars) {
  const old = openNodeD1();
  const r2 = openMemoryBucket();
  const { bucket } = r2;
  await upsertBars(
    old.db,
    kept.map((bar) => ({ symbol: "BTCUSDT", timeframe: "1h", bar })),
  );
  const manifest = await createBackup(old.db, bucket, NOW);
  return { old, bucket, objects: r2.objects, manifest };
}

const rowsIn = (d1: NodeD1) => d1.sqlite.prepare("SELECT * FROM ohlcv ORDER BY open_time").all();

test("[BACK-3] [BACK-4] the newest backup is checked, restored, and restored again without a change", async () => {
  const { old, bucket, manifest } = await backedUp();
  const fresh = openNodeD1();
  const target = await serve(fresh, bucket);
  const phases: string[] = [];
  const report = await restoreInto(target, { backup: "latest" }, false, ({ phase, table }) => {
    phases.push(`${phase} ${table}`);
  });
  expect(report).toMatchObject({ name: manifest.id, rows: manifest.rows });
  expect(rowsIn(fresh)).toEqual(rowsIn(old));
  expect(phases).toEqual([
    ...manifest.parts.map(({ table }) => `check ${table}`),
    ...manifest.parts.map(({ table }) => `restore ${table}`),
  ]);
  const again = await restoreInto(target, { backup: manifest.id }, false, () => {});
  expect(again.changed).toBe(0);
});

test("[BACK-5] an app that is in use is refused in its own words, unless forced", async () => {
  const { old, bucket } = await backedUp();
  const used = openNodeD1();
  used.sqlite.exec("INSERT INTO technical_features VALUES ('BTCUSDT', '1h', 1, 1, 0, 1, '[]', NULL)");
  const target = await serve(used, bucket);
  await expect(restoreInto(target, { backup: "latest" }, false, () => {})).rejects.toThrow("data of its own");
  expect(rowsIn(used)).toEqual([]);
  await restoreInto(target, { backup: "latest" }, true, () => {});
  expect(rowsIn(used)).toEqual(rowsIn(old));
});

test("[BACK-4] nothing is written from a damaged backup", async () => {
  const { bucket, manifest } = await backedUp();
  await bucket.put(`backups/${manifest.id}/${manifest.parts.at(-1)?.file}`, "damaged");
  const fresh = openNodeD1();
  const target = await serve(fresh, bucket);
  await expect(restoreInto(target, { backup: "latest" }, false, () => {})).rejects.toThrow("SHA-256");
  expect(rowsIn(fresh)).toEqual([]);
});

test("[BACK-6] a dump on disk is sent in as many requests as it takes", async () => {
  const { old, objects, manifest } = await backedUp([
    ...walkBars("dump", "1h", Date.UTC(2010, 0, 1), 15_000),
  ]);
  const folder = mkdtempSync(join(tmpdir(), "wick-dump-"));
  closing.push(async () => rmSync(folder, { recursive: true }));
  for (const [key, bytes] of objects) writeFileSync(join(folder, key.split("/").at(-1) ?? ""), bytes);
  const fresh = openNodeD1();
  const report = await restoreInto(
    await serve(fresh, openMemoryBucket().bucket),
    { dump: folder },
    false,
    () => {},
  );
  expect(report).toEqual({ name: folder, rows: manifest.rows, changed: manifest.rows });
  expect(rowsIn(fresh)).toEqual(rowsIn(old));
});
