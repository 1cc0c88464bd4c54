import { expect, test } from "vitest";
import { insertSamples } from "../../platform/d1/health-samples.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { trendsOf } from "./trends.ts";

const FIVE = 300_000;
const T0 = 10 * 12 * FIVE;

const sample = (
  n: number,
  ok: boolean,
  latencyMs: number | null,
  bytes: number | null,
  component = "d1",
) => ({
  component,
  time: T0 + n * FIVE,
  ok,
  latencyMs,
  bytes,
  detail: null,
});

test("[ETL-31] buckets are whole five minutes; bytes are the newest that were told", async () => {
  const { db } = openNodeD1();
  await insertSamples(db, [
    sample(-1, false, null, 1),
    sample(0, true, 10, 100),
    sample(1, true, 15, 120),
    sample(2, false, null, null),
    sample(3, true, 20, null),
    sample(0, true, null, 7, "gone"),
  ]);
  const trends = await trendsOf(db, ["d1", "r2"], { from: T0, to: T0 + 6 * FIVE, buckets: 2 });
  expect(trends).toEqual({
    from: T0,
    to: T0 + 6 * FIVE,
    bucketMs: 3 * FIVE,
    components: [
      {
        component: "d1",
        samples: 4,
        uptime: 0.75,
        buckets: [
          { time: T0, samples: 3, up: 2, latencyMs: 12.5, bytes: 120 },
          { time: T0 + 3 * FIVE, samples: 1, up: 1, latencyMs: 20, bytes: null },
        ],
      },
      { component: "r2", samples: 0, uptime: null, buckets: [] },
    ],
    storage: [{ component: "d1", firstBytes: 120, lastBytes: 120 }],
  });
});

test("[ETL-31] however many buckets are asked for, none is smaller than the time between samples", async () => {
  const { db } = openNodeD1();
  const { bucketMs } = await trendsOf(db, [], { from: T0, to: T0 + FIVE, buckets: 500 });
  expect(bucketMs).toBe(FIVE);
});
