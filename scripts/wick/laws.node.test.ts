import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyse, barOutcome, initAnalysis } from "../../market/analysis/series-analysis.ts";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { FEATURES } from "../../market/features/catalog.ts";
import { featureRow } from "../../market/features/feature-row.ts";
import { anchoredInit, anchoredStep } from "../../market/indicators/anchored.ts";
import { CATALOG, choose } from "../../market/indicators/catalog/catalog.ts";
import { columnsOf, valueAt } from "../../market/indicators/columns.ts";
import type { Kernel, Parameters, PriceBar, Value } from "../../market/indicators/kernel.ts";
import { INDICATORS } from "../../market/indicators/registry.ts";
import { parameterSets } from "../../market/indicators/test-data/parameter-sets.ts";
import { joinBars } from "../../market/pairs/join.ts";
import { initPair, stepPair } from "../../market/pairs/pair-series.ts";
import { initPatterns, stepPatterns } from "../../market/patterns/pattern-engine.ts";
import { randomBars } from "../../tests/support/random-bars.ts";
import { featureFile } from "../features/feature-file.ts";
import { parquetRows } from "./test-data/parquet-rows.ts";
import { klineCsv, type Row, TestWorld } from "./test-data/test-world.ts";

/** One series that moves, one with holes, stretches that stand still, and bars without volume. */
const TRENDING = trendingBars(11, "1m", Date.UTC(2024, 2, 1), 1_500);
const [ODD = []] = fc.sample(randomBars(400, 400), { numRuns: 1, seed: 41 });
// Open times of minutes.
const HOLED = ODD.map((bar) => ({ ...bar, openTime: bar.openTime - (bar.openTime % 60_000) }));
const SERIES: readonly (readonly [string, readonly PriceBar[]])[] = [
  ["TRENDUSDT", TRENDING],
  ["HOLEDUSDT", HOLED],
];
/** A restart every so many bars. */
const RESTART = 37;
const CUT = 301;

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
  for (const [symbol, bars] of SERIES) {
    await world.write(`${symbol}_1m.csv.gz`, klineCsv(bars));
    await world.write(`${symbol}_1m_cut.csv`, klineCsv(bars.slice(0, CUT)));
  }
  await world.write("OTHERUSDT_1m.csv", klineCsv(trendingBars(12, "1m", Date.UTC(2024, 2, 1), 1_400)));
});
afterAll(() => world.close());

const whole = (symbol: string) => ["--data", `${symbol}_1m.csv.gz`];
const cut = (symbol: string) => ["--data", `${symbol}_1m_cut.csv`];
const restarted = <S>(state: S): S => JSON.parse(JSON.stringify(state));
/** Of all restarts the one state that a fold goes through. */
function stream<S extends object, V>(
  init: S,
  bars: readonly PriceBar[],
  step: (state: S, bar: PriceBar) => V,
): V[] {
  let state = init;
  return bars.map((bar, i) => {
    if (i % RESTART === 0) state = restarted(state);
    return step(state, bar);
  });
}

const told = (rows: readonly Row[], key: string, outputs: readonly string[]) =>
  rows.map((row) => outputs.map((name) => row[outputs.length === 1 ? key : `${key}.${name}`]));
const asRows = (values: readonly (Value | null)[], outputs: readonly string[]) =>
  values.map((value) =>
    outputs.map((name) => (value === null ? null : typeof value === "number" ? value : value[name])),
  );

const OWN = INDICATORS.flatMap((kernel) =>
  parameterSets(kernel).map((parameters) => {
    const entry = CATALOG.find(({ id }) => id === kernel.id);
    if (entry === undefined) throw new Error(`${kernel.id} is not in the catalog`);
    return {
      kernel,
      parameters,
      key: choose(entry, parameters).key,
      outputs: entry.outputs.map(({ name }) => name),
    };
  }),
);

describe.each(SERIES)("of %s", (symbol, bars) => {
  let rows: Row[];
  let anchored: Row[];
  let prefix: Row[];
  const ask = ["--indicators", OWN.map(({ key }) => key).join(",")];
  beforeAll(async () => {
    rows = await world.rows("indicators", ...whole(symbol), ...ask);
    anchored = await world.rows("indicators", ...whole(symbol), ...ask, "--anchored");
    prefix = await world.rows("indicators", ...cut(symbol), ...ask);
  });

  it.each(OWN)(
    "[CLI-30] $key: streaming is batch is restart is file",
    ({ kernel, parameters, key, outputs }) => {
      const streamed = stream(kernel.init(parameters), bars, (state, bar) => kernel.step(state, bar));
      const columns = kernel.batch(parameters, columnsOf(bars));
      expect(bars.map((_, i) => valueAt(columns, i))).toEqual(streamed);
      expect(told(rows, key, outputs)).toEqual(asRows(streamed, outputs));
      expect(told(prefix, key, outputs)).toEqual(asRows(streamed.slice(0, CUT), outputs));
    },
  );

  it.each(OWN)(
    "[CLI-30] $key: --anchored is the stream of hub and REST",
    ({ kernel, parameters, key, outputs }) => {
      const one: Kernel<Parameters, object, Value> = kernel;
      const values = stream(anchoredInit(one, parameters, "1m"), bars, (state, bar) =>
        anchoredStep(one, parameters, state, bar),
      );
      expect(told(anchored, key, outputs)).toEqual(asRows(values, outputs));
    },
  );

  it("[CLI-30] every indicator of the library is its own fold, and no later bar changes it", async () => {
    const library = CATALOG.filter(({ source }) => source === "library").map((entry) => choose(entry));
    const wish = ["--indicators", library.map(({ key }) => key).join(",")];
    const [all, part] = [
      await world.rows("indicators", ...whole(symbol), ...wish),
      await world.rows("indicators", ...cut(symbol), ...wish),
    ];
    expect(part).toEqual(all.slice(0, CUT));
    for (const { key, entry, parameters } of library) {
      const { indicator } = entry;
      if (!("begin" in indicator)) throw new Error(`${entry.id} is our own`);
      const outputs = entry.outputs.map(({ name }) => name);
      expect(told(all, key, outputs), key).toEqual(asRows(bars.map(indicator.begin(parameters)), outputs));
    }
  });

  it.each([
    ["running", []],
    ["fresh", ["--anchored"]],
  ] as const)("[CLI-31] patterns: streaming is restart is file, by %s sums", async (summing, flags) => {
    const found = stream(initPatterns(summing), bars, stepPatterns).flat();
    expect(found.length).toBeGreaterThan(20);
    const file = await world.rows("patterns", ...whole(symbol), ...flags);
    expect(file).toEqual(found.map((one) => ({ symbol, timeframe: "1m", ...one })));
    const end = bars[CUT]?.openTime ?? 0;
    const earlier = file.filter(({ openTime }) => Number(openTime) < end);
    expect(await world.rows("patterns", ...cut(symbol), ...flags)).toEqual(earlier);
  });

  it("[CLI-32] signals: streaming is restart is file, and no later bar changes a decision or an event", async () => {
    const steps = stream(initAnalysis(symbol, "1m"), bars, (state, bar) => {
      const outcome = barOutcome(state, bar);
      const { decision, events } = analyse(state, bar);
      return { decision, events: [...outcome, ...events] };
    });
    if (symbol === "TRENDUSDT") expect(steps.flatMap(({ events }) => events).length).toBeGreaterThan(20);
    const decisions = await world.rows("signals", ...whole(symbol), "--decisions");
    const events = await world.rows("signals", ...whole(symbol), "--events");
    const core = ({ openTime, decision, score, entry, reasons }: Row) => [
      openTime,
      decision,
      score,
      entry,
      reasons,
    ];
    expect(decisions.map(core)).toEqual(
      steps.map(({ decision: { openTime, signal, score, levels, reasons } }) => [
        ...[openTime, signal, score, levels?.entry ?? null, reasons.join(" ")],
      ]),
    );
    expect(events.map(({ id, event, target }) => [id, event, target])).toEqual(
      steps.flatMap((step) =>
        step.events.map((event) => [
          event.signal.id,
          event.kind,
          event.kind === "target" ? event.target : null,
        ]),
      ),
    );
    expect(await world.rows("signals", ...cut(symbol), "--decisions")).toEqual(decisions.slice(0, CUT));
    const count = steps.slice(0, CUT).flatMap((step) => step.events).length;
    expect(await world.rows("signals", ...cut(symbol), "--events")).toEqual(events.slice(0, count));
  });

  it("[CLI-35] features: the file's rows are those of single bars, and no later bar changes them", async () => {
    const about = { symbol, timeframe: "1m", set: "all" } as const;
    const texts = (these: readonly PriceBar[]) =>
      these.map(({ openTime, open, high, low, close, volume }) => ({
        ...{ openTime, open: String(open), high: String(high), low: String(low) },
        ...{ close: String(close), volume: String(volume) },
      }));
    const some = bars.slice(0, 600);
    const file = await parquetRows(featureFile(about, texts(some)));
    const names = FEATURES.map(({ name }) => name);
    for (const at of [0, 20, CUT, some.length - 1]) {
      expect(
        names.map((name) => file[at]?.[name]),
        `bar ${at}`,
      ).toEqual(featureRow(some, at).values);
    }
    expect(await parquetRows(featureFile(about, texts(bars.slice(0, CUT))))).toEqual(file.slice(0, CUT));
  });
});

it("[CLI-33] pairs: streaming is restart is file, and no later bar changes a value", async () => {
  const other = trendingBars(12, "1m", Date.UTC(2024, 2, 1), 1_400);
  const side = (bars: readonly PriceBar[]) => ({
    bars: bars.map(({ openTime, close }) => ({ openTime, close, revision: 0 })),
    clock: Number.POSITIVE_INFINITY,
  });
  const { bars } = joinBars("1m", side(TRENDING), side(other));
  let state = initPair(60);
  const streamed = bars.map((bar, i) => {
    if (i % RESTART === 0) state = restarted(state);
    return stepPair(state, bar, "1m");
  });
  const ask = ["--data", "OTHERUSDT_1m.csv", "--symbols", "TRENDUSDT,OTHERUSDT", "--cointegration"];
  const rows = await world.rows("pairs", ...whole("TRENDUSDT"), ...ask);
  expect(rows).toHaveLength(1_400);
  expect(
    rows.map(({ openTime, zScore, halfLife, pValue, verdict }) => [
      openTime,
      zScore,
      halfLife,
      pValue,
      verdict,
    ]),
  ).toEqual(
    streamed.map(({ value, cointegration, verdict }) => [
      ...[value.openTime, value.zScore, value.halfLife, cointegration?.pValue ?? null, verdict.id],
    ]),
  );
  const part = await world.rows("pairs", "--data", "TRENDUSDT_1m_cut.csv", ...ask);
  expect(part).toEqual(rows.slice(0, CUT));
});
