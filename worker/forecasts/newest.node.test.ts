import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { ModelManifest, TimeframeEntry } from "../../contract/models.ts";
import { storeDrift } from "../../platform/d1/forecast-drift.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { FIXTURE_MODELS } from "../../tests/support/fixture-models.ts";
import { CAST, openForecastWorld } from "../../tests/support/forecast-world.ts";
import { fixtureEntry, fixtureManifest } from "../../tests/support/onnx-fixture.ts";
import { explainForecast } from "./explain.ts";
import { ForecastMemory } from "./forecast-memory.ts";
import { forecastPorts } from "./forecast-ports.ts";
import { forecastView, type ViewContext } from "./forecast-view.ts";
import { modelsView } from "./models-view.ts";
import { type NewestPorts, newestOf } from "./newest.ts";
import type { ShownForecast } from "./shown.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const BARS = [...walkBars("newest forecasts", "1h", START, 560)];
const END = START + 560 * HOUR;

type World = ReturnType<typeof openForecastWorld>;

const THIRDS = { lightgbm: 1 / 2, lstm: 1 / 2 };
const TIMEFRAME: TimeframeEntry = {
  timeframe: "1h",
  quantileWeights: [1, 5, 24].map((horizon) => ({ horizon, weights: THIRDS })),
  varianceWeights: [1, 5, 24].map((horizon) => ({ horizon, weights: THIRDS })),
  directionWeights: { lightgbm: 1 / 3, lstm: 1 / 3, xgboost: 1 / 3 },
  classPrior: [0.3, 0.4, 0.3],
  references: [],
  sigmaEdges: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  sigmaPriors: Array.from({ length: 10 }, () => [0.3, 0.4, 0.3]),
  featureDeciles: Array.from({ length: 51 }, () => [-4, -3, -2, -1, 0, 1, 2, 3, 4]),
  metrics: {},
};

/** The small models of platform/onnx/test-data, as training leaves them. */
async function putModels(world: World, revision = 1): Promise<ModelManifest> {
  const names = ["lightgbm", "lstm", "xgboost"] as const;
  const entries = await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(FIXTURE_MODELS, `${name}-1h.onnx`));
      await world.putModel(`${name}-1h.onnx`, bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return fixtureEntry(name, { bytes: bytes.length, sha256 });
    }),
  );
  const manifest = { ...fixtureManifest(entries, revision), timeframes: [TIMEFRAME] };
  await world.putModel("manifest.json", JSON.stringify(manifest));
  return manifest;
}

async function begun(bars = 550): Promise<World> {
  const world = openForecastWorld(END);
  await world.store(BARS.slice(0, bars));
  return world;
}

/** An isolate of its own, whose clock is where the stored bars end unless told otherwise. */
function isolate(world: World, clock: number): NewestPorts & { readonly memory: ForecastMemory } {
  const ports = forecastPorts(world.newPorts());
  return { ...ports, memory: new ForecastMemory(world.ports.now), clock: async () => clock };
}

function viewOf(shown: ShownForecast | undefined, context: Partial<ViewContext>) {
  if (shown === undefined) throw new Error("nothing is shown");
  const rest = { manifest: null, scores: null, clock: null, feed: null, horizon: null } as const;
  return forecastView(shown, { model: "ml_ensemble", ...rest, ...context });
}

const closeOf = (bar: number) => START + bar * HOUR;

test("[FC-94] the ensemble of real models answers, logged first, and once however many ask at once", async () => {
  const world = await begun();
  await putModels(world);
  const both = await Promise.all(
    [isolate(world, closeOf(550)), isolate(world, closeOf(550))].map((ports) =>
      newestOf(ports, "1h", [CAST]),
    ),
  );
  const [one, other] = both.map(({ shown }) => shown.get(CAST.symbol));
  expect(other).toEqual(one);
  expect(world.rows("SELECT count(*) AS n FROM forecast_log")).toEqual([{ n: 1 }]);
  const view = viewOf(one, { horizon: 5 });
  expect(view).toMatchObject({ servedBy: "ml_ensemble", version: "r1", fallbackReason: null });
  expect(view?.members?.used.map(({ model }) => model)).toEqual(["lstm", "lightgbm", "xgboost"]);
  expect(viewOf(one, { model: "xgboost" })).toMatchObject({ servedBy: "xgboost" });
  expect(viewOf(one, { model: "tcn" })).toMatchObject({ servedBy: "naive", fallbackReason: "missing" });
});

test("[FC-94] [FC-97] of two that ask an isolate at once for a first forecast, both get it", async () => {
  const world = await begun();
  const fourHours = BARS.slice(0, 550).map((bar, at) => ({ ...bar, openTime: START + at * 4 * HOUR }));
  await world.store(fourHours, "4h");
  for (const timeframe of ["1h", "4h"] as const) {
    const ports = isolate(world, START + 550 * 4 * HOUR);
    const both = await Promise.all([newestOf(ports, timeframe, [CAST]), newestOf(ports, timeframe, [CAST])]);
    for (const { shown, unavailable } of both) {
      expect(unavailable).toEqual([]);
      expect(shown.get(CAST.symbol)?.timeframe).toBe(timeframe);
    }
  }
});

test("[FC-92] a falsified file, and one that is away, cost themselves alone; the ensemble names them", async () => {
  const world = await begun();
  await putModels(world);
  const lstm = await readFile(join(FIXTURE_MODELS, "lstm-1h.onnx"));
  lstm[100] = (lstm[100] ?? 0) ^ 1;
  await world.putModel("lstm-1h.onnx", lstm);
  await world.r2.bucket.delete("models/xgboost-1h.onnx");
  const ports = isolate(world, closeOf(550));
  const { shown } = await newestOf(ports, "1h", [CAST]);
  const view = viewOf(shown.get(CAST.symbol), {});
  expect(view?.servedBy).toBe("ml_ensemble");
  expect(view?.members?.missing).toEqual([
    { model: "lstm", reason: "hash_mismatch" },
    { model: "xgboost", reason: "missing" },
  ]);
  const state = await ports.forecasting?.models.current();
  const logged = [...shown.values()].map((one) => ({ ...one, loggedAt: 0, outcomes: [], told: 0 }));
  const models = modelsView({ rows: [CAST], models: state, logged, drift: new Map(), now: 0 });
  const stateOf = (model: string) =>
    models.models.find((one) => one.model === model && one.timeframe === "1h")?.state;
  expect(["lightgbm", "lstm", "xgboost", "tcn"].map(stateOf)).toEqual([
    "ok",
    "hash_mismatch",
    "missing",
    "missing",
  ]);
});

test("[FC-92] without R2, or with a manifest that is no good, baselines answer", async () => {
  const world = await begun();
  await putModels(world);
  world.r2.fail(() => "R2 is away");
  const { shown } = await newestOf(isolate(world, closeOf(550)), "1h", [CAST]);
  expect(viewOf(shown.get(CAST.symbol), {})).toMatchObject({ servedBy: "naive", fallbackReason: "missing" });
  world.r2.fail(undefined);
  await world.putModel("manifest.json", "{");
  await world.store(BARS.slice(550, 551));
  const next = await newestOf(isolate(world, closeOf(551)), "1h", [CAST]);
  expect(viewOf(next.shown.get(CAST.symbol), {})).toMatchObject({
    ...{ openTime: BARS[550]?.openTime, servedBy: "naive" },
  });
});

test("[FC-94] while D1 fails, what was seen of the log is shown; who has seen nothing is told so", async () => {
  const world = await begun();
  const ports = isolate(world, closeOf(550));
  const before = await newestOf(ports, "1h", [CAST]);
  world.d1.fail(() => ({ message: "D1 is away" }));
  const later = { ...ports, clock: async () => closeOf(551) };
  expect((await newestOf(later, "1h", [CAST])).shown).toEqual(before.shown);
  await expect(newestOf(isolate(world, closeOf(550)), "1h", [CAST])).rejects.toMatchObject({
    code: "unavailable",
  });
  world.d1.fail(undefined);
  expect((await newestOf(isolate(world, closeOf(550)), "1h", [CAST])).shown).toEqual(before.shown);
});

test("[FC-92] a request that was held up while a later bar was forecast logs nothing, and shows that one", async () => {
  const world = await begun();
  const ports = isolate(world, closeOf(550));
  const [hasRead, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const page: typeof ports.history.page = async (...wish) => {
    const read = await ports.history.page(...wish);
    hasRead.resolve();
    await gate.promise;
    return read;
  };
  const held = newestOf({ ...ports, history: { ...ports.history, page } }, "1h", [CAST]);
  await hasRead.promise;
  await world.store(BARS.slice(550, 551));
  const { shown } = await newestOf(isolate(world, closeOf(551)), "1h", [CAST]);
  expect(shown.get(CAST.symbol)?.openTime).toBe(BARS[550]?.openTime);
  gate.resolve();
  expect((await held).shown).toEqual(shown);
  expect(world.rows("SELECT open_time FROM forecast_log")).toEqual([{ open_time: BARS[550]?.openTime }]);
});

test("[FC-94] a store that never answers costs a request some seconds, not what was known", async () => {
  const world = await begun();
  const ports = isolate(world, closeOf(550));
  const before = await newestOf(ports, "1h", [CAST]);
  const hanging = { ...ports, history: { ...ports.history, page: () => new Promise<never>(() => {}) } };
  vi.useFakeTimers();
  try {
    const asked = newestOf({ ...hanging, clock: async () => closeOf(552) }, "1h", [CAST]);
    for (let second = 0; second < 20; second++) await vi.advanceTimersByTimeAsync(1_000);
    expect((await asked).shown).toEqual(before.shown);
  } finally {
    vi.useRealTimers();
  }
});

test("[FC-81] [FC-93] a logged forecast that has become old is stale, and naive stands in", async () => {
  const world = await begun();
  const manifest = await putModels(world);
  const { shown } = await newestOf(isolate(world, closeOf(550)), "1h", [CAST]);
  const forecast = shown.get(CAST.symbol);
  expect(viewOf(forecast, { manifest, clock: closeOf(552) })?.servedBy).toBe("ml_ensemble");
  expect(viewOf(forecast, { manifest, clock: closeOf(552) + 1 })).toMatchObject({
    ...{ servedBy: "naive", fallbackReason: "stale_data", members: null },
  });
  expect(viewOf(forecast, { manifest, clock: null })?.servedBy).toBe("ml_ensemble");
});

test("[FC-103] a coin with too few bars is named, and costs no other", async () => {
  const world = await begun(30);
  const newest = await newestOf(isolate(world, closeOf(30)), "1h", [CAST]);
  expect(newest.shown.size).toBe(0);
  expect(newest.unavailable).toEqual([
    { symbol: CAST.symbol, detail: "It has 30 final bars: too few to forecast." },
  ]);
  // Asked again at once, the reason is still that one.
  const ports = isolate(world, closeOf(30));
  for (let ask = 0; ask < 2; ask++)
    expect((await newestOf(ports, "1h", [CAST])).unavailable).toEqual(newest.unavailable);
});

test("[FC-100] a model that was not asked, as bars are too few, has not failed", async () => {
  const world = await begun(300);
  await putModels(world);
  const ports = isolate(world, closeOf(300));
  const { shown } = await newestOf(ports, "1h", [CAST]);
  const state = await ports.forecasting?.models.current();
  const logged = [...shown.values()].map((one) => ({ ...one, loggedAt: 0, outcomes: [], told: 0 }));
  const view = modelsView({ rows: [CAST], models: state, logged, drift: new Map(), now: 0 });
  const told = view.models.find(({ model, timeframe }) => model === "lightgbm" && timeframe === "1h");
  expect(told).toMatchObject({ state: "unknown", detail: "300 of the 512 final bars that it sees" });
  const [coin] = view.coins.filter(({ timeframe }) => timeframe === "1h");
  expect(coin?.models.find(({ model }) => model === "lightgbm")?.reason).toBe("short_history");
});

test("[FC-101] what moved a forecast is the forecast less one without a group; a baseline is refused", async () => {
  const world = await begun();
  await putModels(world);
  const ports = isolate(world, closeOf(550));
  const wish = { row: CAST, timeframe: "1h", horizon: 5 } as const;
  const told = await explainForecast(ports, { ...wish, model: "ml_ensemble" });
  expect(told.groups.map(({ group }) => group).sort()).toEqual(
    ["momentum", "recentBars", "trend", "volatility", "volume"].sort(),
  );
  const inputs = told.groups.filter(({ group }) => group !== "recentBars").flatMap((one) => one.inputs);
  expect(new Set(inputs).size).toBe(51);
  expect(inputs).toHaveLength(51);
  expect(told.groups.some(({ up, width80 }) => Math.abs(up ?? 0) + Math.abs(width80 ?? 0) > 0)).toBe(true);
  const { shown } = await newestOf(ports, "1h", [CAST]);
  const view = viewOf(shown.get(CAST.symbol), { horizon: 5 });
  expect(told.base.median).toBe(view?.horizons[0]?.quantiles?.[2]);
  expect(told.base.probabilities).toEqual(view?.probabilities);
  // Where inputs have drifted, what is explained is what is served.
  const drift = { n: 720, index: 1, verdict: "withdrawn" };
  const measured = { symbol: CAST.symbol, timeframe: "1h", measuredAt: 0, revision: 1, drift };
  await storeDrift(world.d1.db, [measured]);
  await expect(explainForecast(ports, { ...wish, model: "lstm" })).rejects.toMatchObject({
    code: "unavailable",
  });
  await expect(explainForecast(ports, { ...wish, model: "har" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});
