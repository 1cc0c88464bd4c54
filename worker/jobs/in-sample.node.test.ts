import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LiveRecord } from "../../market/forecast/live-record.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { FIXTURE_MODELS } from "../../tests/support/fixture-models.ts";
import { CAST, openForecastWorld } from "../../tests/support/forecast-world.ts";
import { fixtureEntry, fixtureManifest } from "../../tests/support/onnx-fixture.ts";
import { forecastView } from "../forecasts/forecast-view.ts";
import { placeOf } from "../forecasts/logged.ts";
import { forecastScoresJob } from "./forecast-scores.ts";
import { forecastsJob } from "./forecasts.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const FIRST = 520;
const BARS = [...walkBars("bars of training", "1h", START, FIRST + 8)];
const opensAt = (bar: number) => START + bar * HOUR;

test("[FC-95] what trained models say of the years of their training counts for nothing, and says so", async () => {
  const world = openForecastWorld(opensAt(FIRST));
  const bytes = await readFile(join(FIXTURE_MODELS, "lightgbm-1h.onnx"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const entry = fixtureEntry("lightgbm", { bytes: bytes.length, sha256 });
  // The last bar of training is the one after the first forecast; an hour of embargo follows its close.
  const manifest = { ...fixtureManifest([entry]), trainedTo: opensAt(FIRST), embargoMs: HOUR };
  await world.putModel("lightgbm-1h.onnx", bytes);
  await world.putModel("manifest.json", JSON.stringify(manifest));
  await world.store(BARS.slice(0, FIRST - 1));
  const counted: (number | undefined)[] = [];
  const told: boolean[] = [];
  for (let bar = FIRST - 1; bar < FIRST + 5; bar++) {
    await world.store(BARS.slice(bar, bar + 1));
    world.at(opensAt(bar + 1));
    await forecastsJob.run(world.ports);
    await forecastScoresJob.run(world.ports);
    const [row] = world.rows("SELECT * FROM forecast_log ORDER BY open_time DESC LIMIT 1");
    const place = { symbol: CAST.symbol, timeframe: "1h", openTime: opensAt(bar) } as const;
    const shown = { ...place, revision: 0, close: String(row?.close), loggedAt: 0 };
    const forecasts = JSON.parse(String(row?.forecasts));
    const context = { horizon: null, manifest, scores: null, clock: null, feed: null };
    const view = (model: "lightgbm" | "naive") =>
      forecastView({ ...shown, forecasts, ...placeOf(shown), close: shown.close }, { model, ...context });
    expect(view("lightgbm")?.servedBy).toBe("lightgbm");
    expect(view("naive")?.inSample).toBe(false);
    told.push(view("lightgbm")?.inSample ?? false);
    const [record] = world.rows("SELECT conformal FROM forecast_record");
    const states: LiveRecord["conformal"] = JSON.parse(String(record?.conformal ?? "{}"));
    counted.push(states.lightgbm?.[0]?.n);
    expect(states.naive?.[0]?.n ?? 0).toBe(bar - FIRST + 1);
  }
  // Issued at the closes of bars 519, 520, 521, ...: free of training is what is issued from the close of 521 on.
  expect(told).toEqual([true, true, false, false, false, false]);
  expect(counted).toEqual([undefined, undefined, undefined, 1, 2, 3]);
});
