import { expect, test } from "vitest";
import { MODEL_MANIFEST_KEY } from "../../contract/models.ts";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { fixtureManifest } from "../../tests/support/onnx-fixture.ts";
import { ManifestStore } from "./manifest-store.ts";

const MINUTE = 60_000;

test("[FC-65] the manifest is looked for once a minute at most, however often it is asked for", async () => {
  const { bucket, operations } = openMemoryBucket();
  let now = MINUTE;
  const store = new ManifestStore({ bucket, now: () => now });
  await bucket.put(MODEL_MANIFEST_KEY, JSON.stringify(fixtureManifest([])));
  for (let i = 0; i < 100; i++, now += 1_000) await store.current();
  expect(operations.get).toBe(2);
  expect(await store.current()).toMatchObject({ manifest: { revision: 1 }, readAt: 2 * MINUTE });
});

test("[FC-66] where R2 fails the last good manifest stays, and the state says that it is not the newest", async () => {
  const { bucket, fail } = openMemoryBucket();
  let now = MINUTE;
  const problems: string[] = [];
  const store = new ManifestStore({ bucket, now: () => now, onProblem: (problem) => problems.push(problem) });
  fail(() => "R2 is away");
  expect(await store.current()).toMatchObject({
    manifest: null,
    problem: expect.stringContaining("R2 is away"),
  });
  fail(undefined);
  await bucket.put(MODEL_MANIFEST_KEY, JSON.stringify(fixtureManifest([])));
  now += MINUTE;
  expect(await store.current()).toMatchObject({ manifest: { revision: 1 }, problem: null });
  fail(() => "R2 is away");
  now += MINUTE;
  expect(await store.current()).toMatchObject({
    manifest: { revision: 1 },
    problem: expect.stringContaining("R2 is away"),
  });
  expect(problems).toHaveLength(2);
});
