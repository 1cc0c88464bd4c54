import type { z } from "zod";
import type { CacheStatsSchema, CacheStatus } from "../../contract/rest/operations.ts";
import { listCacheEntries } from "../../platform/d1/cache-entries.ts";
import type { PageCacheStats } from "./page-cache.ts";

/** What is kept: every stored entry with its age, and the isolate's own cache. */
export async function cacheStatus(db: D1Database, pages: PageCacheStats, now: number): Promise<CacheStatus> {
  const stored = (await listCacheEntries(db)).map((entry) => ({
    ...entry,
    ageMs: Math.max(0, now - entry.asOf),
    fresh: entry.freshUntil > now,
  }));
  return { time: now, isolate: isolateCache(pages), stored };
}

/** The sums of `cacheStatus`. */
export function cacheStats({ time, isolate, stored }: CacheStatus): z.infer<typeof CacheStatsSchema> {
  return {
    time,
    isolate,
    stored: {
      entries: stored.length,
      fresh: stored.filter(({ fresh }) => fresh).length,
      bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0),
      oldestAsOf: stored.reduce<number | null>(
        (oldest, { asOf }) => (oldest === null ? asOf : Math.min(oldest, asOf)),
        null,
      ),
    },
  };
}

function isolateCache(pages: PageCacheStats): CacheStatus["isolate"] {
  const reads = pages.hits + pages.stale + pages.misses;
  return { ...pages, hitRate: reads === 0 ? null : (pages.hits + pages.stale) / reads };
}
