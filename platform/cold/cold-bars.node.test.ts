import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { ColdBars } from "./cold-bars.ts";
import { collectGarbage } from "./garbage.ts";
import { mergeBars } from "./merge-bars.ts";

const MONTH = Date.UTC(2024, 7, 1);
const HOUR = 3_600_000;
const bars = [...walkBars("cold", "1h", MONTH, 744)];
const ALL = { from: 0, to: Number.MAX_SAFE_INTEGER };

function openStore() {
  const d1 = openNodeD1();
  const r2 = openMemoryBucket();
  return { d1, r2, cold: new ColdBars(d1.db, r2.bucket) };
}

async function readAll(cold: ColdBars, range = ALL): Promise<Bar[]> {
  const objects = cold.objects(await cold.index("BTCUSDT", "1h", range).all());
  const found: Bar[] = [];
  for await (const batch of cold.read(objects, "1h", range)) found.push(...batch);
  return found;
}

test("[COLD-1] [COLD-2] a month is one object, named by its content, and is read back as it was", async () => {
  const { r2, cold } = openStore();
  const { object } = await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 1);
  expect([...r2.objects.keys()]).toEqual([object.key]);
  expect(object.key).toBe(`bars/v1/BTCUSDT/1h/2024-08-${object.sha256.slice(0, 8)}.parquet`);
  expect(await readAll(cold)).toEqual(bars);
  const range = { from: MONTH + 5 * HOUR, to: MONTH + 9 * HOUR };
  expect(await readAll(cold, range)).toEqual(bars.slice(5, 10));
});

test("[COLD-1] the same bars again write nothing", async () => {
  const { r2, cold } = openStore();
  await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 1);
  const puts = r2.operations.put;
  expect(await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars.slice(10, 20), 2)).toMatchObject({
    written: false,
  });
  expect(r2.operations.put).toBe(puts);
});

test("[COLD-4] of two versions of a bar the higher revision stays, whichever came first", async () => {
  const { cold } = openStore();
  const revised = bars.map((bar, i) => (i === 3 ? { ...bar, n: 1, revision: 2 } : bar));
  await cold.mergeMonth("BTCUSDT", "1h", MONTH, revised.slice(0, 400), 1);
  await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 2);
  expect(await readAll(cold)).toEqual(revised);
});

test("[COLD-8] killed at any operation, a second call ends the same and leaves nothing behind", async () => {
  let reached = false;
  for (let kill = 1; !reached; kill++) {
    const { d1, r2, cold } = openStore();
    await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars.slice(0, 300), 1);
    let count = 0;
    const dies = () => (++count === kill ? "killed" : undefined);
    // Both before and behind the commit: the caller cannot tell.
    d1.fail((sql) =>
      /^\s*SELECT/.test(sql) || dies() === undefined
        ? undefined
        : { message: "killed", after: kill % 2 === 0 },
    );
    r2.fail((operation) => (operation === "put" || operation === "get" ? dies() : undefined));
    await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 2).then(
      () => {
        reached = count < kill;
      },
      () => undefined,
    );
    d1.fail(undefined);
    r2.fail(undefined);
    const { object } = await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 3);
    expect(await readAll(cold)).toEqual(bars);
    await collectGarbage(d1.db, r2.bucket, 4);
    expect([...r2.objects.keys()]).toEqual([object.key]);
    expect(d1.sqlite.prepare("SELECT COUNT(*) AS n FROM cold_garbage").get()).toEqual({ n: 0 });
    expect(kill).toBeLessThan(30);
  }
});

test("[COLD-9] a replaced object stays for its grace, an indexed one for ever, also when it was announced twice", async () => {
  const { d1, r2, cold } = openStore();
  const { object: old } = await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars.slice(0, 300), 100);
  const { object } = await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 200);
  d1.sqlite
    .prepare("INSERT INTO cold_garbage VALUES (?, 'bars', 'BTCUSDT', '1h', ?, 150, 0)")
    .run(object.key, MONTH);
  expect(await collectGarbage(d1.db, r2.bucket, 199)).toBe(0);
  expect([...r2.objects.keys()].sort()).toEqual([old.key, object.key].sort());
  expect(await collectGarbage(d1.db, r2.bucket, 201)).toBe(1);
  expect([...r2.objects.keys()]).toEqual([object.key]);
});

test("[COLD-8] of two who write the same month at the same time one loses, and nothing of either is lost after it tried again", async () => {
  const { cold } = openStore();
  await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars.slice(100, 200), 1);
  const parts = [bars.slice(0, 150), bars.slice(150)];
  const results = await Promise.allSettled(
    parts.map((part) => cold.mergeMonth("BTCUSDT", "1h", MONTH, part, 2)),
  );
  for (const [i, result] of results.entries()) {
    if (result.status === "rejected") await cold.mergeMonth("BTCUSDT", "1h", MONTH, parts[i] ?? [], 3);
  }
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await readAll(cold)).toEqual(bars);
});

test("[COLD-6] a damaged object is an error, not a hole", async () => {
  const { d1, cold } = openStore();
  await cold.mergeMonth("BTCUSDT", "1h", MONTH, bars, 1);
  d1.sqlite.exec("UPDATE cold_object SET sha256 = 'ff'");
  await expect(readAll(cold)).rejects.toThrow("SHA-256");
});

test("[COLD-4] a merge has every open time of either once", () => {
  const some = fc
    .uniqueArray(fc.record({ at: fc.nat(60), revision: fc.nat(2) }), { selector: ({ at }) => at })
    .map((list) =>
      list
        .sort((a, b) => a.at - b.at)
        .flatMap(({ at, revision }) => {
          const bar = bars[at];
          return bar === undefined ? [] : [{ ...bar, revision }];
        }),
    );
  fc.assert(
    fc.property(some, some, (other, preferred) => {
      const expected = new Map<number, Bar>();
      for (const bar of [...other, ...preferred]) {
        if (bar.revision >= (expected.get(bar.openTime)?.revision ?? 0)) expected.set(bar.openTime, bar);
      }
      expect(mergeBars(other, preferred)).toEqual(
        [...expected.values()].sort((a, b) => a.openTime - b.openTime),
      );
    }),
  );
});
