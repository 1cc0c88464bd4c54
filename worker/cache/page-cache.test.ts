import { expect, test } from "vitest";
import { type Loaded, PageCache } from "./page-cache.ts";

const encoder = new TextEncoder();

function loaded(text: string, freshMs = 1_000, staleMs = 0): Loaded {
  const page = {
    body: encoder.encode(text),
    contentType: "t",
    cacheControl: "c",
    etag: `"${text}"`,
    route: "/r",
  };
  return { page, policy: { freshMs, staleMs } };
}

function given(maxBytes = 1_000_000) {
  const clock = { now: 0 };
  const sleepers: (() => void)[] = [];
  const cache = new PageCache({
    maxBytes,
    now: () => clock.now,
    waitMs: 3_000,
    sleep: () => new Promise((resolve) => sleepers.push(resolve)),
  });
  const kept: Promise<unknown>[] = [];
  const keepAlive = (work: Promise<unknown>) => void kept.push(work);
  const read = async (key: string, load: () => Promise<Loaded>) =>
    (await cache.get(key, load, keepAlive)).etag;
  return { cache, clock, read, kept, sleepers };
}

test("[REST-30] a fresh page is served without loading, an old one is loaded again", async () => {
  const { cache, clock, read } = given();
  let loads = 0;
  const load = async () => loaded(`v${++loads}`);
  expect(await read("k", load)).toBe('"v1"');
  clock.now = 999;
  expect(await read("k", load)).toBe('"v1"');
  expect(cache.fresh("k")?.etag).toBe('"v1"');
  clock.now = 1_000;
  expect(cache.fresh("k")).toBeUndefined();
  expect(await read("k", load)).toBe('"v2"');
  expect(cache.stats()).toMatchObject({ entries: 1, hits: 2, misses: 2 });
});

test("[REST-30] a stale page is served while one load runs behind it", async () => {
  const { clock, read, kept } = given();
  let loads = 0;
  const load = async () => loaded(`v${++loads}`, 1_000, 5_000);
  await read("k", load);
  clock.now = 3_000;
  expect(await Promise.all([read("k", load), read("k", load)])).toEqual(['"v1"', '"v1"']);
  await Promise.all(kept);
  expect(loads).toBe(2);
  expect(await read("k", load)).toBe('"v2"');
});

test("[REST-30] readers of one key share one load, and its failure is remembered by nobody", async () => {
  const { read } = given();
  let loads = 0;
  const failing = async () => {
    loads += 1;
    throw new Error("down");
  };
  const both = await Promise.allSettled([read("k", failing), read("k", failing)]);
  expect(both.map((one) => one.status)).toEqual(["rejected", "rejected"]);
  expect(loads).toBe(1);
  expect(await read("k", async () => loaded("up"))).toBe('"up"');
});

test("[REST-30] a load that never settles holds up other readers only for a while", async () => {
  const { read, sleepers } = given();
  void read("k", () => new Promise<Loaded>(() => {}));
  const second = read("k", async () => loaded("own"));
  await expect.poll(() => sleepers.length).toBe(1);
  sleepers[0]?.();
  expect(await second).toBe('"own"');
});

test("[REST-31] the least recently used pages leave when the bytes run out", async () => {
  const { cache, read } = given(4_000);
  const text = "x".repeat(400);
  for (const key of ["a", "b", "c", "d"]) await read(key, async () => loaded(text));
  cache.fresh("a");
  await read("e", async () => loaded(text));
  expect(["a", "b", "c", "d", "e"].filter((key) => cache.fresh(key) !== undefined)).toEqual([
    "a",
    "c",
    "d",
    "e",
  ]);
  expect(cache.stats().bytes).toBeLessThanOrEqual(4_000);
});

test("[REST-31] a page larger than a quarter of the cache is served but not kept", async () => {
  const { cache, read } = given(4_000);
  await read("big", async () => loaded("x".repeat(1_000)));
  expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
});
