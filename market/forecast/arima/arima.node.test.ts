import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { klineBars } from "../../../tests/support/kline-files.ts";
import { PYTHON, runReference } from "../../../tests/support/python.ts";
import { DATA } from "../../../tests/support/recorded-data.ts";
import { logRatio } from "../../indicators/parts/log-ratio.ts";
import type { ArmaModel } from "./arma.ts";
import { differenced } from "./difference.ts";
import { runFilter } from "./filter.ts";
import { ArmaFitter } from "./fit-arma.ts";
import { forecastSeries } from "./forecast-arma.ts";
import { kpssLevel } from "./kpss.ts";
import { logLikelihood } from "./likelihood.ts";

interface Order {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly hasMean: boolean;
}

/** What SARIMAX says with given parameters; forecasts so many steps ahead as `AHEAD` says. */
interface Fixed extends Order {
  /** Intercept, where there is one; AR, MA, variance. */
  readonly parameters: readonly number[];
  readonly logLikelihood: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly levelMean: readonly number[];
  readonly levelVariance: readonly number[];
}

/** What statsmodels says of one series of log closes. */
interface Reference {
  /** KPSS of it, of its differences, of theirs. */
  readonly tests: readonly number[];
  readonly fixed: readonly Fixed[];
  readonly optima: readonly (Order & { readonly logLikelihood: number })[];
}

const AHEAD = [1, 5, 24];
const TOLERANCE = 1e-6;

function modelOf({ parameters, p, q, hasMean }: Fixed): ArmaModel {
  const rest = parameters.slice(hasMean ? 1 : 0);
  const ar = rest.slice(0, p);
  const intercept = hasMean ? (parameters[0] ?? 0) : 0;
  return {
    ar,
    ma: rest.slice(p, p + q),
    mean: intercept / (1 - ar.reduce((sum, c) => sum + c, 0)),
    variance: rest.at(-1) ?? 0,
  };
}

function expectNear(actual: number, wanted: number, scale: number, what: string): void {
  if (!(Math.abs(actual - wanted) <= TOLERANCE * scale)) expect.fail(`${what}: ${actual}, not ${wanted}`);
}

function expectSame(logs: Float64Array, { tests, fixed }: Reference, what: string): void {
  for (const [d, wanted] of tests.entries())
    expectNear(kpssLevel(differenced(logs, d)), wanted, wanted, `${what} KPSS ${d}`);
  for (const one of fixed) {
    const name = `${what} (${one.p}, ${one.d}, ${one.q}) ${one.hasMean}`;
    const model = modelOf(one);
    const series = differenced(logs, one.d);
    expectNear(
      logLikelihood(model, series),
      one.logLikelihood,
      Math.abs(one.logLikelihood),
      `${name} likelihood`,
    );
    const filter = runFilter(model, series);
    const last = Array.from({ length: one.d }, (_, d) => differenced(logs, d).at(-1) ?? 0);
    const ofSeries = forecastSeries(model, filter, [], 24);
    const ofLevel = forecastSeries(model, filter, last, 24);
    const deviation = Math.sqrt(model.variance);
    for (const [i, steps] of AHEAD.entries()) {
      const at = (column: ArrayLike<number>) => column[steps - 1] ?? Number.NaN;
      const wanted = (column: readonly number[]) => column[i] ?? Number.NaN;
      expectNear(at(ofSeries.mean), wanted(one.mean), deviation, `${name} mean ${steps}`);
      expectNear(at(ofSeries.variance), wanted(one.variance), wanted(one.variance), `${name} var ${steps}`);
      expectNear(at(ofLevel.mean), wanted(one.levelMean), deviation, `${name} level ${steps}`);
      expectNear(
        at(ofLevel.variance),
        wanted(one.levelVariance),
        wanted(one.levelVariance),
        `${name} level's var ${steps}`,
      );
    }
  }
}

/** At most 0.05 below where p + q ≤ 3, 2 beyond; above it may be as much as it likes. */
function expectAsLikely(logs: Float64Array, { optima }: Reference, what: string): void {
  for (const order of optima) {
    const fit = new ArmaFitter(differenced(logs, order.d)).fitWidely(order);
    const short = order.logLikelihood - (fit?.logLikelihood ?? Number.NEGATIVE_INFINITY);
    if (!(short <= (order.p + order.q <= 3 ? 0.05 : 2)))
      expect.fail(`${what} (${order.p}, ${order.d}, ${order.q}) ${order.hasMean}: ${short} less likely`);
  }
}

const logsOf = (closes: readonly number[]) => Float64Array.from(closes, (close) => logRatio(1, close));

describe("what statsmodels computed of generated prices", () => {
  const { cases }: { cases: readonly (Reference & { name: string; closes: readonly number[] })[] } =
    JSON.parse(readFileSync(new URL("test-data/reference.json", import.meta.url), "utf8"));
  it.each(cases)("[FC-32] likelihoods and forecasts at fixed parameters of $name", (one) => {
    expectSame(logsOf(one.closes), one, one.name);
  });
  it.each(cases)("[FC-33] a fit no less likely of $name", (one) => {
    expectAsLikely(logsOf(one.closes), one, one.name);
  });
});

describe.runIf(PYTHON !== undefined && DATA !== undefined)("statsmodels beside it on recorded prices", () => {
  let found: readonly (Reference & { file: string; start: number; end: number })[] = [];
  const logs = (file: string, start: number, end: number) =>
    logsOf(
      klineBars(file)
        .slice(start, end)
        .map(({ close }) => close),
    );

  beforeAll(async () => {
    const klines = join(DATA ?? "", "klines");
    found = JSON.parse(await runReference("arima.py", ["real", klines, "1", "1,1"]));
  }, 600_000);

  it("[FC-31] [FC-32] the same tests, likelihoods and forecasts, of windows and of whole series", () => {
    expect(found.filter(({ start, end }) => end - start === 500)).toHaveLength(18);
    for (const one of found) expectSame(logs(one.file, one.start, one.end), one, `${one.file} to ${one.end}`);
  }, 120_000);

  it("[FC-33] fits no less likely than its own", () => {
    for (const one of found)
      expectAsLikely(logs(one.file, one.start, one.end), one, `${one.file} to ${one.end}`);
  }, 300_000);
});
