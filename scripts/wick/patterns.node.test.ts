import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PATTERN_DEFINITIONS } from "../../market/patterns/definitions.ts";
import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import { madeBars } from "../../market/patterns/test-data/made-bars.ts";
import reference from "../../market/patterns/test-data/talib.json" with { type: "json" };
import { hitsOf, type TalibHits } from "../../market/patterns/test-data/talib-values.ts";
import { klineBars } from "../../tests/support/kline-files.ts";
import { PYTHON, runReference } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { klineCsv, type Row, TestWorld } from "./test-data/test-world.ts";

const FILE = "spot/BTCUSDT_1h.csv.gz";
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

it.runIf(DATA !== undefined)(
  "[CLI-31] [PAT-2] on seven recorded years of hours, without a difference",
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
