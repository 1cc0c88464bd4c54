import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TimeframeEntry } from "../../contract/models.ts";
import { modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { FIXTURE_MODELS } from "../../tests/support/fixture-models.ts";
import { openForecastWorld } from "../../tests/support/forecast-world.ts";
import { fixtureEntry, fixtureManifest } from "../../tests/support/onnx-fixture.ts";
import { arimaRefitJob } from "./arima-refit.ts";
import { forecastDriftJob } from "./forecast-drift.ts";
import { forecastsJob } from "./forecasts.ts";
import { inTurn } from "./in-turn.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2024, 0, 1);
const BARS = [...walkBars("forecast upkeep", "1h", START, 1_240)];
const PRICES = BARS.map(priceBarOf);

/** Deciles of the features of the bars themselves: inputs have not moved. Shifted, they have. */
function decilesOf(shift: number): number[][] {
  const rows = PRICES.slice(511).map((_, at) => modelFeatures(PRICES, 511 + at));
  return Array.from(rows[0] ?? [], (_, feature) => {
    const sorted = rows.map((row) => (row[feature] ?? 0) + shift).sort((a, b) => a - b);
    return Array.from({ length: 9 }, (_, edge) => sorted[Math.floor(((edge + 1) / 10) * sorted.length)] ?? 0);
  });
}

async function worldWith(shift: number, revision = 1) {
  const world = openForecastWorld(START + 1_240 * HOUR);
  await world.store(BARS.slice(0, 1_239));
  const bytes = await readFile(join(FIXTURE_MODELS, "lightgbm-1h.onnx"));
  const entry = fixtureEntry("lightgbm", {
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
  const all = [1, 5, 24].map((horizon) => ({ horizon, weights: { lightgbm: 1 } }));
  const timeframe: TimeframeEntry = {
    ...{ timeframe: "1h", quantileWeights: all, varianceWeights: all, directionWeights: { lightgbm: 1 } },
    ...{ classPrior: [0.3, 0.4, 0.3], references: [], sigmaEdges: [1, 2, 3, 4, 5, 6, 7, 8, 9], metrics: {} },
    sigmaPriors: Array.from({ length: 10 }, () => [0.3, 0.4, 0.3]),
    featureDeciles: decilesOf(shift),
  };
  const put = async (number: number) => {
    const manifest = { ...fixtureManifest([entry], number), timeframes: [timeframe] };
    await world.putModel("manifest.json", JSON.stringify(manifest));
  };
  await world.putModel("lightgbm-1h.onnx", bytes);
  await put(revision);
  return { world, put };
}

const newestOf = (world: ReturnType<typeof openForecastWorld>) =>
  JSON.parse(
    String(world.rows("SELECT forecasts FROM forecast_log ORDER BY open_time DESC LIMIT 1")[0]?.forecasts),
  );

test("[FC-86] [FC-98] inputs that have moved far withdraw models from the next bar on, and another manifest starts anew", async () => {
  const { world, put } = await worldWith(5);
  expect(await forecastDriftJob.run(world.ports)).toEqual({ rows: 1, detail: "CASTUSDT 1h withdrawn" });
  await forecastsJob.run(world.ports);
  expect(newestOf(world).models.lightgbm[0]).toBe("withdrawn");
  // Measured against one manifest, it says nothing of another's models.
  await put(2);
  await world.store(BARS.slice(1_239));
  await forecastsJob.run(world.newPorts());
  expect(newestOf(world).models.lightgbm).toHaveProperty("v");
  expect(await forecastDriftJob.run(world.newPorts())).toMatchObject({ rows: 1 });
  expect(await forecastDriftJob.run(world.newPorts())).toMatchObject({ rows: 0 });
});

test("[FC-86] inputs like those of training leave models as they are; they are measured once a day", async () => {
  const { world } = await worldWith(0);
  expect(await forecastDriftJob.run(world.ports)).toEqual({ rows: 1 });
  const [stored] = world.rows("SELECT drift FROM forecast_drift");
  expect(JSON.parse(String(stored?.drift))).toMatchObject({ n: 720, verdict: "ok" });
  expect(await forecastDriftJob.run(world.ports)).toEqual({ rows: 0 });
  world.at(START + 1_240 * HOUR + DAY);
  expect(await forecastDriftJob.run(world.newPorts())).toEqual({ rows: 1 });
});

test("[FC-98] arima is fitted once a day to every timeframe; a series without enough bars is looked at again each hour", async () => {
  const world = openForecastWorld(START + 1_240 * HOUR);
  await world.store(BARS.slice(0, 1_239));
  const runs = async (from: number) => {
    let rows = 0;
    for (let run = 0; run < 7; run++) {
      world.at(from + run * 120_000);
      rows += (await arimaRefitJob.run(world.ports)).rows;
    }
    return rows;
  };
  const begin = START + 1_240 * HOUR;
  expect(await runs(begin)).toBe(7);
  expect(
    world.rows("SELECT timeframe FROM forecast_arima WHERE json_extract(fitted, '$.unfit') IS NULL"),
  ).toEqual([{ timeframe: "1h" }]);
  expect(await runs(begin + 20 * 60_000)).toBe(0);
  expect(await runs(begin + 2 * HOUR)).toBe(6);
  expect(await runs(begin + DAY + HOUR)).toBe(7);
});

test("[FC-98] what fails is not always first in line", () => {
  const waiting = ["a", "b", "c", "d", "e"];
  const seen = new Set<string>();
  for (let run = 0; run < 5; run++) for (const one of inTurn(waiting, run * 60_000, 60_000, 2)) seen.add(one);
  expect([...seen].sort()).toEqual(waiting);
  expect(inTurn(waiting, 0, 60_000, 9)).toEqual(waiting);
});
