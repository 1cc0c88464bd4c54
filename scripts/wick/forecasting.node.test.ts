import { mkdir, readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelManifest } from "../../contract/models.ts";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { forecastSeries } from "../../market/forecast/forecast-series.ts";
import { FORECAST_BARS } from "../../market/forecast/horizons.ts";
import { sequence } from "../../market/forecast/inputs/log-bar.ts";
import { modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import type { ModelId } from "../../market/forecast/model-id.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { learnedAnswers } from "../../worker/forecasts/learned-answers.ts";
import { openModelFolder } from "../models/model-folder.ts";
import { timeframeEntry } from "./forecasting/artifacts.ts";
import { writeModels } from "./test-data/model-world.ts";
import { csvRows, klineCsv, type Row, TestWorld } from "./test-data/test-world.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const ETH = trendingBars(31, "1h", START, 800);
/** A coin that no model was trained on, with a gap of three bars. */
const NEW = trendingBars(32, "1h", START, 800).filter((_, i) => i < 700 || i > 702);
/** Opening times of the last bar that models have seen, and of the first that forecasts may be issued at. */
const TRAINED_TO = START + 560 * HOUR;
const FIRST_ISSUE = TRAINED_TO + HOUR + 24 * HOUR;

let world: TestWorld;
let manifest: ModelManifest;
let dumped: string;
let rows: readonly Record<string, string>[];
let evaluation: Evaluated;

interface Evaluated {
  readonly timeframe: string;
  readonly from: number;
  readonly symbols: readonly string[];
  readonly models: readonly {
    readonly model: string;
    readonly version: string;
    readonly fellBack: number;
    readonly alarms: readonly string[];
    readonly paths: readonly (Readonly<Record<string, { value: number; low: number; high: number }>> & {
      readonly n: number;
      readonly coins: readonly { symbol: string; n: number; coverage80: number }[];
    })[];
    readonly direction: Readonly<Record<string, { value: number }>> & {
      readonly n: number;
      readonly ece: number;
    };
  }[];
}

const DATA = ["--data", "klines", "--models", "models"] as const;

beforeAll(async () => {
  world = await TestWorld.open();
  await rm(world.path("klines"), { recursive: true, force: true });
  manifest = await writeModels(world.path("models"), TRAINED_TO, 24 * HOUR);
  await writeModels(world.path("klines"), 0, 0);
  await world.write("klines/ETHUSDT_1h.csv.gz", klineCsv(ETH));
  await world.write("klines/NEWUSDT_1h.csv", klineCsv(NEW));
  const { status, out, notices } = await world.run("evaluate", ...DATA, "--dump", "all.csv", "--json");
  if (status !== 0) throw new Error(notices);
  evaluation = JSON.parse(out).evaluations[0];
  dumped = await readFile(world.path("all.csv"), "utf8");
  rows = csvRows(dumped);
}, 120_000);
afterAll(() => world.close());

const rowsOf = (model: string, horizon: number) =>
  rows.filter((row) => row.model === model && row.horizon === String(horizon));
const QUANTILES = ["q025", "q10", "q50", "q90", "q975"] as const;
const LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975];
const pinball = (row: Record<string, string>) =>
  QUANTILES.reduce((sum, name, i) => {
    const over = Number(row.outcome) - Number(row[name]);
    return sum + Math.max((LEVELS[i] ?? 0) * over, ((LEVELS[i] ?? 0) - 1) * over) / 5;
  }, 0);
const total = (rows: readonly Record<string, string>[], of: (row: Record<string, string>) => number) =>
  rows.reduce((sum, row) => sum + of(row), 0);
const figuresOf = (model: string) => {
  const found = evaluation.models.find((one) => one.model === model);
  if (found === undefined) throw new Error(`no figures of ${model}`);
  return found;
};

/** What an app says of these bars, and of nothing later, before it has scored anything. */
async function asServed(symbol: string, bars: readonly PriceBar[]) {
  const { inference } = openModelFolder({ folder: world.path("models") });
  const last = bars.length - 1;
  const inputs = { symbol, features: modelFeatures(bars, last), bars: sequence(bars, last) };
  const [learned = {}] = await learnedAnswers(inference, manifest, "1h", [inputs]);
  const weights = timeframeEntry(manifest, "1h");
  if (weights === null) throw new Error("no weights");
  const forecasts = forecastSeries({
    ...{ symbol, timeframe: "1h", bars: bars.slice(-FORECAST_BARS), now: null, learned },
    ...{ conformal: {}, drift: {}, ensemble: { weights, revision: manifest.revision } },
    arima: { reason: "missing", detail: null },
  });
  if (forecasts === null) throw new Error("nothing was forecast");
  return forecasts;
}

describe("[FC-88] wick evaluate walks over bars as if each had just closed", () => {
  it("scores nothing that was issued before the end of training and its embargo", () => {
    const issued = rows.map((row) => Number(row.issuedAt));
    expect(Math.min(...issued)).toBe(FIRST_ISSUE);
    expect(evaluation.from).toBe(FIRST_ISSUE);
    expect(evaluation.symbols).toEqual(["ETHUSDT", "NEWUSDT"]);
  });

  it("says at a bar what an app says that knows no later one, of coins that nobody trained on too", async () => {
    for (const [symbol, bars] of [
      ["ETHUSDT", ETH],
      ["NEWUSDT", NEW],
    ] as const) {
      const index = bars.findIndex(({ openTime }) => openTime + HOUR === FIRST_ISSUE + 40 * HOUR);
      const forecasts = await asServed(symbol, bars.slice(0, index + 1));
      for (const model of [
        "lightgbm",
        "lstm",
        "ml_ensemble",
        "har",
        "naive",
        "drift",
      ] as const satisfies ModelId[])
        for (const { horizon, quantiles } of forecasts[model].horizons) {
          const row = rowsOf(model, horizon).find(
            (one) => one.symbol === symbol && one.issuedAt === String(FIRST_ISSUE + 40 * HOUR),
          );
          expect(QUANTILES.map((name) => Number(row?.[name]))).toEqual(quantiles);
          expect(row?.version).toBe(forecasts[model].version);
        }
      const call = rowsOf("xgboost", 5).find(
        (one) => one.symbol === symbol && one.issuedAt === String(FIRST_ISSUE + 40 * HOUR),
      );
      expect([call?.pDown, call?.pNeutral, call?.pUp].map(Number)).toEqual(forecasts.xgboost.probabilities);
    }
  });

  it("tells what came: the log return and the class, and leaves out what spans a gap", () => {
    const close = new Map(NEW.map((bar) => [bar.openTime + HOUR, bar.close]));
    const own = rowsOf("naive", 5).filter(({ symbol }) => symbol === "NEWUSDT");
    for (const row of own) {
      const [issuedAt, targetTime] = [Number(row.issuedAt), Number(row.targetTime)];
      const [before = Number.NaN, after = Number.NaN] = [close.get(issuedAt), close.get(targetTime)];
      expect(targetTime - issuedAt).toBe(5 * HOUR);
      expect(Number(row.outcome)).toBeCloseTo(Math.log(after / before), 12);
      const simple = after / before - 1;
      expect(row.outcomeClass).toBe(String(simple > 0.005 ? 1 : simple < -0.005 ? -1 : 0));
    }
    const gap = [START + 700 * HOUR, START + 703 * HOUR];
    const spanning = own.filter(
      ({ issuedAt, targetTime }) => Number(issuedAt) <= (gap[0] ?? 0) && Number(targetTime) > (gap[0] ?? 0),
    );
    expect(own.length).toBeGreaterThan(190);
    expect(spanning).toEqual([]);
  });

  it("widens by conformal once a hundred are scored", async () => {
    const own = rowsOf("lightgbm", 1).filter(({ symbol }) => symbol === "ETHUSDT");
    const widening = async (k: number) => {
      const row = own[k];
      const bars = ETH.filter(({ openTime }) => openTime + HOUR <= Number(row?.issuedAt));
      const [, low = 0, , high = 0] = (await asServed("ETHUSDT", bars)).lightgbm.horizons[0]?.quantiles ?? [];
      return (Number(row?.q90) - Number(row?.q10)) / (high - low);
    };
    expect(await widening(99)).toBe(1);
    expect(Math.abs((await widening(100)) - 1)).toBeGreaterThan(0.005);
  });

  it("--until: the same bytes as far as they go, whatever comes later", async () => {
    const until = "2024-01-30T01:00";
    const later = (bars: readonly PriceBar[]) =>
      bars.map((bar) => (bar.openTime + HOUR <= Date.parse(`${until}Z`) ? bar : { ...bar, close: bar.high }));
    await world.write("ETHUSDT_1h.csv", klineCsv(later(ETH)));
    await world.write("NEWUSDT_1h.csv", klineCsv(later(NEW)));
    for (const data of [
      ["--data", "klines"],
      ["--data", "ETHUSDT_1h.csv", "--data", "NEWUSDT_1h.csv"],
    ]) {
      const args = ["evaluate", ...data, "--models", "models", "--dump", "until.csv", "--json"];
      expect((await world.run(...args, "--until", until)).status).toBe(0);
      const text = await readFile(world.path("until.csv"), "utf8");
      expect(dumped.startsWith(text)).toBe(true);
      const targets = csvRows(text).map((row) => Number(row.targetTime));
      expect(Math.max(...targets)).toBe(Date.parse(`${until}Z`));
      expect(text.split("\n").length).toBeGreaterThan(2_000);
    }
  });

  it("says of a coin what it says of it alone", async () => {
    const args = ["evaluate", ...DATA, "--symbol", "NEWUSDT", "--model", "ml_ensemble", "--dump", "one.csv"];
    expect((await world.run(...args)).status).toBe(0);
    const [header = "", ...lines] = (await readFile(world.path("one.csv"), "utf8")).split("\n");
    const all = dumped.split("\n");
    expect(all[0]).toBe(header);
    expect(lines.slice(0, -1)).toEqual(all.filter((row) => /^NEWUSDT,.*,ml_ensemble,/.test(row)));
  });
});

describe("[FC-89] the figures", () => {
  it("are those of the dumped rows", () => {
    for (const model of ["lightgbm", "ml_ensemble", "har"])
      for (const [at, horizon] of [1, 5, 24].entries()) {
        const path = figuresOf(model).paths[at];
        const [own, naive] = [rowsOf(model, horizon), rowsOf("naive", horizon)];
        expect(path?.n).toBe(own.length);
        expect(path?.pinballSkill?.value).toBeCloseTo(1 - total(own, pinball) / total(naive, pinball), 10);
        const held = own.filter(
          (row) => Number(row.outcome) >= Number(row.q10) && Number(row.outcome) <= Number(row.q90),
        );
        expect(path?.coverage80?.value).toBeCloseTo(held.length / own.length, 12);
        expect(path?.coverage80?.low).toBeLessThanOrEqual(path?.coverage80?.value ?? 0);
        const qlike = (row: Record<string, string>) => {
          const ratio = Number(row.outcomeVariance) / Number(row.variance);
          return ratio - Math.log(ratio) - 1;
        };
        const skill = 1 - total(own, qlike) / total(rowsOf("har", horizon), qlike);
        expect(path?.qlikeSkillHar?.value).toBeCloseTo(skill, 10);
      }
  });

  it("of the direction compare with the training's frequencies", () => {
    const [prior = [0, 0, 0]] = [manifest.timeframes[0]?.classPrior];
    for (const model of ["xgboost", "lightgbm", "ml_ensemble"]) {
      const own = rowsOf(model, 5);
      const chance = (row: Record<string, string>) =>
        Number([row.pDown, row.pNeutral, row.pUp][Number(row.outcomeClass) + 1]);
      const loss = total(own, (row) => -Math.log(chance(row)));
      const reference = total(own, (row) => -Math.log(prior[Number(row.outcomeClass) + 1] ?? 0));
      const { direction } = figuresOf(model);
      expect(direction.n).toBe(own.length);
      expect(direction.logLossSkill?.value).toBeCloseTo(1 - loss / reference, 10);
      expect(direction.ece).toBeGreaterThan(0);
    }
    expect(figuresOf("naive").direction.logLossSkillNaive?.value).toBe(0);
  });

  it("are printed as tables, with what stood in for whom", async () => {
    await rm(world.path("klines/lstm-1h.onnx"));
    const args = ["evaluate", "--data", "klines", "--models", "klines", "--symbol", "ETHUSDT"];
    const { status, out, notices } = await world.run(
      ...args,
      "--from",
      "2024-01-30",
      "--until",
      "2024-02-01",
    );
    expect(status).toBe(0);
    expect(notices).toContain("lstm-1h.onnx is not there");
    expect(out).toContain("pinball over naive");
    expect(out).toMatch(/lstm: \d+ forecasts are left out, as another one stood in for it: missing/);
    expect(out).toContain("no investment advice");
  });
});

describe("[FC-88] wick evaluate refuses", () => {
  it.each([
    [["--model", "lightgbn"], 2, "Did you mean lightgbm?"],
    [["--model", "tcn"], 1, "There is no trained tcn of 1h"],
    [["--timeframe", "1s"], 2, "--timeframe takes"],
    [["--until", "2024-01-24"], 1, "the end of training and its embargo"],
    [["--dump", "rows.txt"], 2, "--dump rows.txt does not end with"],
  ])("%j", async (args, status, words) => {
    const told = await world.run("evaluate", ...DATA, ...args);
    expect(told.status).toBe(status);
    expect(told.notices).toContain(words);
  });

  it("a folder that was named and has no models", async () => {
    const { status, notices } = await world.run("evaluate", "--data", "klines", "--models", "nowhere");
    expect(status).toBe(1);
    expect(notices).toContain("There is no manifest.json in nowhere");
  });

  it("what nothing is trained for, unless it is asked for", async () => {
    await mkdir(world.path("mixed"));
    await world.write("mixed/ETHUSDT_1h.csv", klineCsv(ETH.slice(0, 600)));
    await world.write("mixed/ETHUSDT_4h.csv", klineCsv(trendingBars(3, "4h", START, 600)));
    const run = async (...args: string[]) => {
      const { status, out, notices } = await world.run(
        "evaluate",
        "--data",
        "mixed",
        "--model",
        "har",
        "--json",
        ...args,
      );
      expect(status).toBe(0);
      return { notices, timeframes: JSON.parse(out).evaluations.map((one: Evaluated) => one.timeframe) };
    };
    const all = await run();
    expect(all.timeframes).toEqual(["1h"]);
    expect(all.notices).toContain("4h");
    expect((await run("--timeframe", "4h")).timeframes).toEqual(["4h"]);
  });

  it("nothing to baselines: they take any bars, from --from on", async () => {
    const args = ["evaluate", "--data", "klines", "--model", "har", "--from", "2024-01-30", "--json"];
    const { status, out } = await world.run(...args);
    expect(status).toBe(0);
    expect(JSON.parse(out).evaluations[0].from).toBe(Date.UTC(2024, 0, 30));
  });
});

describe("[CLI-36] wick forecast", () => {
  it("says at the last bar what an app says", async () => {
    const told = await world.rows("forecast", ...DATA, "--all");
    for (const [symbol, bars] of [
      ["ETHUSDT", ETH],
      ["NEWUSDT", NEW],
    ] as const) {
      const forecasts = await asServed(symbol, bars);
      const of = (model: string) =>
        told.filter((row: Row) => row.symbol === symbol && row.requested === model);
      for (const model of [
        "ml_ensemble",
        "lightgbm",
        "xgboost",
        "har",
        "naive",
      ] as const satisfies ModelId[]) {
        const said = forecasts[model];
        for (const [at, row] of of(model).entries()) {
          const one = said.horizons[at];
          expect(row).toMatchObject({
            ...{ servedBy: model, version: said.version, close: bars.at(-1)?.close ?? null },
            ...{ horizon: one?.horizon, targetTime: one?.targetTime, issuedAt: said.issuedAt },
          });
          expect(QUANTILES.map((name) => row[name])).toEqual(
            one?.quantiles ?? [null, null, null, null, null],
          );
          expect([row.price10, row.price90]).toEqual([one?.prices?.[1] ?? null, one?.prices?.[3] ?? null]);
          expect(row.pUp).toBe(one?.horizon === 5 ? (said.probabilities?.[2] ?? null) : null);
          expect(row.class).toBe(one?.horizon === 5 ? (said.call?.class ?? null) : null);
        }
        expect(of(model)).toHaveLength(3);
      }
      expect(of("tcn")[0]).toMatchObject({ servedBy: "arima", fallbackReason: "missing" });
      expect(of("arima")[0]).toMatchObject({ servedBy: "arima", fallbackReason: null });
    }
  });

  it("gives baselines where nothing is trained, and says why", async () => {
    await world.write("ETHUSDT_4h.csv", klineCsv(trendingBars(3, "4h", START, 600)));
    const [row] = await world.rows("forecast", "--data", "ETHUSDT_4h.csv", "--models", "models");
    expect(row).toMatchObject({
      requested: "ml_ensemble",
      servedBy: "arima",
      fallbackReason: "unsupported_timeframe",
    });
    await world.write("YOUNG_1h.csv", klineCsv(trendingBars(3, "1h", START, 200)));
    const [young] = await world.rows(
      "forecast",
      "--data",
      "YOUNG_1h.csv",
      "--models",
      "models",
      "--model",
      "lstm",
    );
    expect(young).toMatchObject({ requested: "lstm", servedBy: "arima", fallbackReason: "short_history" });
    await world.write("NEWBORN_1h.csv", klineCsv(trendingBars(3, "1h", START, 20)));
    expect(await world.run("forecast", "--data", "NEWBORN_1h.csv", "--models", "models")).toMatchObject({
      status: 1,
      notices: expect.stringContaining("too few bars to forecast"),
    });
  });
});
