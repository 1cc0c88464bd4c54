import { expect, test } from "vitest";
import type { Bar } from "../../market/bars/bar.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { PatternId } from "../../market/patterns/detection.ts";
import { findingsFrom } from "../../market/patterns/pattern-series.ts";
import { markChanged } from "../../platform/d1/bar-changes.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { openFeatureWorld, revised } from "../../tests/support/feature-world.ts";
import { type PatternWish, patternPage } from "./pattern-page.ts";

const START = Date.UTC(2024, 6, 1);
const SERIES = { symbol: "AAAUSDT", timeframe: "1m", feed: "push" } as const;
const series = (count: number) => [...walkBars("patterns", "1m", START, count)];

/** Detections of a whole series, newest first, as `time pattern strength`. */
function told(bars: readonly Bar[], wish: (pattern: PatternId, strength: number) => boolean = () => true) {
  return findingsFrom(bars.map(priceBarOf), 0)
    .map((findings, i) =>
      findings
        .filter(({ pattern, strength }) => wish(pattern, strength))
        .map(({ pattern, strength, move, volume }) =>
          [bars[i]?.openTime, pattern, strength, move, volume].join(" "),
        ),
    )
    .reverse()
    .flat();
}

function openWorld() {
  const world = openFeatureWorld();
  let admitted = 0;
  const { db, history } = world.ports;
  const page = async (wish: Partial<PatternWish> = {}) => {
    const { found, ...rest } = await patternPage(
      { db, history },
      SERIES,
      { limit: 1_000, minStrength: 1, ...wish },
      () => {
        admitted += 1;
      },
    );
    const lines = found.map(({ bar, finding: { pattern, strength, move, volume } }) =>
      [bar.openTime, pattern, strength, move, volume].join(" "),
    );
    return { lines, ...rest };
  };
  /** All pages of a wish. */
  const all = async (wish: Partial<PatternWish> = {}) => {
    const lines: string[] = [];
    let after: PatternWish["after"];
    for (let pages = 0; pages < 5_000; pages++) {
      const { next, ...read } = await page({ ...wish, after });
      lines.push(...read.lines);
      if (next === null) return lines;
      after = next;
    }
    throw new Error("the pages do not end");
  };
  return { ...world, page, all, admitted: () => admitted };
}

test("[PAT-12] detections are those of the whole series, before and after they are stored", async () => {
  const world = openWorld();
  const bars = series(1_500);
  await world.store(bars);
  const computed = await world.all();
  expect(computed).toEqual(told(bars));
  await world.runAll();
  expect(await world.all()).toEqual(computed);
  // Of the newest bars nothing is stored yet.
  await world.store(series(1_507).slice(1_500));
  expect(await world.all()).toEqual(told(series(1_507)));
});

test("[PAT-12] what is stored is read, not computed", async () => {
  const world = openWorld();
  const bars = series(400);
  await world.store(bars);
  await world.runAll();
  world.d1.sqlite.exec(
    `UPDATE technical_features SET patterns = '[4,77,15,null]' WHERE open_time = ${bars[390]?.openTime}`,
  );
  expect((await world.page({ from: bars[390]?.openTime, to: bars[390]?.openTime })).lines).toEqual([
    `${bars[390]?.openTime} hammer 77 1.5 `,
  ]);
});

test("[PAT-12] stored rows that no longer hold are computed: a corrected bar and those after it", async () => {
  const world = openWorld();
  const bars = series(400);
  await world.store(bars);
  await world.runAll();
  bars[380] = revised(bars[380]);
  await world.store(bars.slice(380, 381));
  expect(await world.all()).toEqual(told(bars));
});

test("[PAT-12] a bar that is corrected in the hub alone is told with what follows of it", async () => {
  const world = openWorld();
  const bars = series(400);
  await world.store(bars);
  await world.runAll();
  bars[390] = revised(bars[390]);
  world.setHub(bars.slice(350));
  expect(await world.all()).toEqual(told(bars));
});

test("[PAT-12] behind a mark of change nothing that is stored is believed", async () => {
  const world = openWorld();
  const bars = series(400);
  await world.store(bars);
  await world.runAll();
  world.d1.sqlite.exec("UPDATE technical_features SET patterns = '[4,77,15,null]'");
  await markChanged(world.ports.db, SERIES.symbol, SERIES.timeframe, bars[300]?.openTime ?? 0);
  const from = bars[300]?.openTime ?? 0;
  expect(await world.all({ from })).toEqual(told(bars).filter((line) => Number.parseInt(line, 10) >= from));
  expect((await world.all({ to: from - 1 })).every((line) => line.endsWith(" hammer 77 1.5 "))).toBe(true);
});

test("[PAT-12] D1's patterns out of order: they are computed", async () => {
  const world = openWorld();
  const bars = series(200);
  await world.store(bars);
  await world.runAll();
  world.d1.fail((sql) =>
    sql.includes("patterns FROM technical_features") ? { message: "away", after: false } : undefined,
  );
  expect(await world.all()).toEqual(told(bars));
});

test("[PAT-13] pages of any size join up, in the middle of a bar too", async () => {
  const world = openWorld();
  const bars = series(150);
  await world.store(bars);
  await world.runAll();
  for (const limit of [1, 2, 7, 100])
    expect(await world.all({ limit }), `limit ${limit}`).toEqual(told(bars));
});

test("[PAT-13] a range, a choice of patterns, a signal, a least strength", async () => {
  const world = openWorld();
  const bars = series(700);
  await world.store(bars);
  await world.runAll();
  const [from, to] = [bars[100]?.openTime ?? 0, bars[300]?.openTime ?? 0];
  expect(await world.all({ from, to, limit: 10 })).toEqual(
    told(bars).filter((line) => Number.parseInt(line, 10) >= from && Number.parseInt(line, 10) <= to),
  );
  expect(await world.all({ patterns: ["doji", "morningStar"] })).toEqual(
    told(bars, (pattern) => pattern === "doji" || pattern === "morningStar"),
  );
  expect(await world.all({ signal: "neutral", minStrength: 40 })).toEqual(
    told(bars, (pattern, strength) => pattern.toLowerCase().endsWith("doji") && strength >= 40),
  );
  const { lines, next, newest, searchedFrom } = await world.page({ from: to, to: from });
  expect({ lines, next, newest, searchedFrom }).toEqual({
    lines: [],
    next: null,
    newest: null,
    searchedFrom: null,
  });
});

test("[PAT-13] a rare pattern is searched for some thousands of bars, and then goes on by its cursor", async () => {
  const world = openWorld();
  const bars = series(7_000);
  await world.store(bars);
  const first = await world.page({ patterns: ["threeBlackCrows"], minStrength: 100 });
  expect(first).toMatchObject({ lines: [], newest: { openTime: bars[6_999]?.openTime } });
  expect(world.admitted()).toBe(4);
  expect(first.searchedFrom).toBe(bars[7_000 - 5 * 978]?.openTime);
  expect(first.next).toEqual({ time: (first.searchedFrom ?? 0) - 1, skip: 0 });
  const second = await world.page({
    patterns: ["threeBlackCrows"],
    minStrength: 100,
    after: first.next ?? undefined,
  });
  expect(second).toMatchObject({ next: null, searchedFrom: START });
});

test("[PAT-12] a young series has patterns as soon as their lookback is over", async () => {
  const world = openWorld();
  const bars = series(14);
  await world.store(bars);
  expect(await world.all()).toEqual(told(bars));
  await world.runAll();
  expect(await world.all()).toEqual(told(bars));
});
