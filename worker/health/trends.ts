import type { Trends } from "../../contract/rest/operations.ts";
import { type HealthBucket, readBuckets } from "../../platform/d1/health-samples.ts";

/** Samples are five minutes apart: a smaller bucket would be empty now and then. */
const SMALLEST_MS = 300_000;

export interface TrendQuery {
  readonly from: number;
  readonly to: number;
  /** At most so many; their width is a whole number of samples. */
  readonly buckets: number;
}

/** How components were within a window: by buckets, and in all. @param components those that are told. */
export async function trendsOf(
  db: D1Database,
  components: readonly string[],
  { from, to, buckets }: TrendQuery,
): Promise<Trends> {
  const bucketMs = Math.max(1, Math.ceil((to - from) / buckets / SMALLEST_MS)) * SMALLEST_MS;
  const found = await readBuckets(db, components, { from, to, bucketMs });
  const bucketsOf = (name: string) => found.filter(({ component }) => component === name);
  return {
    from,
    to,
    bucketMs,
    components: components.map((component) => {
      const own = bucketsOf(component);
      const samples = own.reduce((sum, bucket) => sum + bucket.samples, 0);
      const up = own.reduce((sum, bucket) => sum + bucket.up, 0);
      return {
        component,
        samples,
        uptime: samples === 0 ? null : up / samples,
        buckets: own.map(({ component: _, ...bucket }) => bucket),
      };
    }),
    storage: components.flatMap((component) => growthOf(component, bucketsOf(component))),
  };
}

function growthOf(component: string, buckets: readonly HealthBucket[]): Trends["storage"] {
  const told = buckets.flatMap(({ bytes }) => (bytes === null ? [] : [bytes]));
  const [firstBytes] = told;
  const lastBytes = told.at(-1);
  return firstBytes === undefined || lastBytes === undefined ? [] : [{ component, firstBytes, lastBytes }];
}
