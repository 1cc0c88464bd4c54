import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { PATTERN_DEFINITIONS } from "../../market/patterns/definitions.ts";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { madeBars } from "../../market/patterns/test-data/made-bars.ts";
import reference from "../../market/patterns/test-data/talib.json" with { type: "json" };
import { hitsOf, type TalibHits } from "../../market/patterns/test-data/talib-values.ts";
import { klineBars } from "../../tests/support/kline-files.ts";
import { PYTHON, runReference } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { klineCsv, type Row, TestWorld } from "./test-data/test-world.ts";

/** Of a market with few digits: here the two ways of summing tell four detections differently. */
const FILE = "spot/ADAUSDT_1h.csv.gz";
let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

/** Of each function of TA-Lib the bars where it finds something, and which way. */
type Sides = Readonly<Record<string, readonly string[]>>;
const side = (index: number, value: number) => `${index}${value < 0 ? "-" : ""}`;

function sidesOfRows(rows: readonly Row[], openTimes: readonly number[]): Sides {
  const indexOf = new Map(openTimes.map((openTime, i) => [openTime, i]));
  const found: Record<string, string[]> = {};
  for (const id of PATTERN_IDS) found[PATTERN_DEFINITIONS[id].talib ?? ""] = [];
  for (const { pattern, signal, openTime } of rows) {
    const id = PATTERN_IDS.find((known) => known === pattern);
    if (id === undefined) throw new Error(`there is no pattern ${pattern}`);
    const index = indexOf.get(Number(openTime)) ?? -1;
    found[PATTERN_DEFINITIONS[id].talib ?? ""]?.push(side(index, signal === "bearish" ? -1 : 1));
  }
  // Tweezers, which TA-Lib does not have.
  delete found[""];
  return found;
}

const sidesOfHits = (hits: TalibHits): Sides =>
  Object.fromEntries(
    Object.entries(hits).map(([name, list]) => [name, list.map(([index, value]) => side(index, value))]),
  );

it("[CLI-31] [PAT-2] patterns of a file are TA-Lib's answer for the whole of it, on a series with all", async () => {
  const bars = madeBars(4_000).map((bar, i) => ({ ...bar, openTime: 1_704_067_200_000 + i * 60_000 }));
  await world.write("MADEUSDT_1m.csv", klineCsv(bars));
  const rows = await world.rows("patterns", "--data", "MADEUSDT_1m.csv");
  const talib = Object.entries(reference).map(([name, text]) => [name, text.replaceAll("~", "").split(" ")]);
  expect(
    sidesOfRows(
      rows,
      bars.map(({ openTime }) => openTime),
    ),
  ).toEqual(Object.fromEntries(talib));
});

/** Large bars first, whose rounding stays in running sums; then ticks so few that many bars lie on a limit. */
function tiedBars(count: number): PriceBar[] {
  let state = 1;
  const below = (n: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % n;
  };
  let close = 1_000;
  return Array.from({ length: count }, (_, i) => {
    const open = close;
    close = Math.max(500, open + below(21) - 10);
    const [high, low] = [Math.max(open, close) + below(6), Math.min(open, close) - below(6)];
    const price = (ticks: number) => (ticks * (i < 100 ? 997 : 1)) / 100;
    return {
      openTime: 1_704_067_200_000 + i * 60_000,
      ...{ open: price(open), high: price(high), low: price(low), close: price(close), volume: 1 + below(9) },
    };
  });
}

it("[CLI-31] [PAT-3] of bars on a limit the file tells TA-Lib's running sums, with --anchored the fresh ones", async () => {
  const bars = tiedBars(2_000);
  const openTimes = bars.map(({ openTime }) => openTime);
  await world.write("TIEDUSDT_1m.csv", klineCsv(bars));
  const [running, fresh] = [sidesOfHits(hitsOf(bars, "running")), sidesOfHits(hitsOf(bars, "fresh"))];
  expect(running).not.toEqual(fresh);
  const ask = ["patterns", "--data", "TIEDUSDT_1m.csv"];
  expect(sidesOfRows(await world.rows(...ask), openTimes)).toEqual(running);
  expect(sidesOfRows(await world.rows(...ask, "--anchored"), openTimes)).toEqual(fresh);
});

it.runIf(DATA !== undefined)(
  "[CLI-31] [PAT-2] on six recorded years of hours, without a difference",
  async () => {
    const path = join(DATA ?? "", "klines", FILE);
    const bars = klineBars(FILE);
    const rows = await world.rows("patterns", "--data", path);
    expect(rows.length).toBeGreaterThan(20_000);
    // Where TA-Lib cannot be asked, the engine that was held to it on all recorded series.
    const hits: TalibHits =
      PYTHON === undefined
        ? hitsOf(bars, "running")
        : JSON.parse(await runReference("talib_patterns.py", ["whole", path])).hits;
    expect(
      sidesOfRows(
        rows,
        bars.map(({ openTime }) => openTime),
      ),
    ).toEqual(sidesOfHits(hits));
  },
  60_000,
);
