import { expect, test } from "vitest";
import { conformalFactors } from "../../market/forecast/conformal.ts";
import type { LiveRecord } from "../../market/forecast/live-record.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";
import { openForecastWorld } from "../../tests/support/forecast-world.ts";
import { forecastScoresJob } from "./forecast-scores.ts";
import { forecastsJob } from "./forecasts.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const BARS = [...walkBars("forecast jobs", "1h", START, 400)];
const FIRST = 60;

type World = ReturnType<typeof openForecastWorld>;

/** Lets bars come one by one, and both jobs run behind each, as a minute of cron does. */
async function live(world: World, from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const bar = BARS[i];
    if (bar === undefined) throw new Error("no such bar");
    await world.store([bar]);
    world.at(bar.openTime + HOUR + 60_000);
    await forecastsJob.run(world.ports);
    await forecastScoresJob.run(world.ports);
  }
}

async function begun(): Promise<World> {
  const world = openForecastWorld(START + FIRST * HOUR);
  await world.store(BARS.slice(0, FIRST));
  return world;
}

/** All that forecasts have left in D1. */
function left(world: World) {
  return {
    log: world.rows("SELECT * FROM forecast_log ORDER BY symbol, timeframe, open_time"),
    record: world.rows("SELECT symbol, timeframe, conformal, deployed FROM forecast_record"),
    days: world.rows("SELECT * FROM forecast_day ORDER BY day"),
  };
}

test("[FC-92] [FC-95] every new bar is forecast once, scored once for each horizon, and told in that order", async () => {
  const world = await begun();
  await live(world, FIRST, 190);
  const bars = 190 - FIRST;
  expect(
    world.rows(
      "SELECT count(*) AS n, sum(settled) AS settled, min(told - settled) AS told FROM forecast_log",
    ),
  ).toEqual([{ n: bars, settled: bars - 1 + (bars - 5) + (bars - 24), told: 1 }]);
  const told = world.told();
  expect(told).toHaveLength(bars + (bars - 1) + (bars - 5) + (bars - 24));
  for (const [at, { seq }] of told.entries()) expect(seq).toBe(world.firstSeq + 1 + at);
  const keys = told.map(
    ({ data }) => `${data.kind} ${data.openTime} ${data.kind === "score" ? data.horizon : ""}`,
  );
  expect(new Set(keys).size).toBe(keys.length);
  for (const { data } of told) {
    if (data.kind === "forecast")
      expect(data.forecast).toMatchObject({ openTime: data.openTime, servedBy: "naive" });
    else {
      const then = BARS.find(({ openTime }) => openTime === data.openTime + data.horizon * HOUR);
      expect(data.came?.close).toBe(Number(then?.close));
    }
  }
  // The same again brings nothing, here and on the channel.
  const before = left(world);
  await forecastsJob.run(world.ports);
  await forecastScoresJob.run(world.newPorts());
  expect(left(world)).toEqual(before);
  expect(world.told()).toHaveLength(told.length);
  // What was scored has taught conformal: from a hundred on, intervals are widened by it.
  const conformalStates: LiveRecord["conformal"] = JSON.parse(String(before.record[0]?.conformal));
  const state = conformalStates.naive?.[0];
  expect(state?.n).toBe(bars - 1);
  const last = told.findLast(({ data }) => data.kind === "forecast")?.data;
  if (last?.kind !== "forecast" || state === undefined) throw new Error("nothing was told");
  const { conformal, base, quantiles } = last.forecast.horizons[0] ?? {};
  expect(conformal?.n).toBe(bars - 2);
  expect(conformal?.factor80).not.toBe(1);
  expect(quantiles?.[1]).toBeCloseTo((base?.[1] ?? 0) * (conformal?.factor80 ?? 0), 12);
  expect(conformalFactors(state).factor80).not.toBe(1);
});

test("[FC-96] a horizon with missing bars waits for them for a day, and is then given up for good", async () => {
  const world = await begun();
  await live(world, FIRST, FIRST + 3);
  // Two hours are missing; what comes behind them is there.
  await live(world, FIRST + 5, FIRST + 20);
  const outcomes = (at: number) =>
    JSON.parse(
      String(
        world.rows(`SELECT outcomes FROM forecast_log WHERE open_time = ${BARS[at]?.openTime}`)[0]?.outcomes,
      ),
    );
  expect(outcomes(FIRST + 2)).toEqual([]);
  await world.store(BARS.slice(FIRST + 3, FIRST + 4));
  await forecastScoresJob.run(world.ports);
  expect(outcomes(FIRST + 2)).toHaveLength(1);
  await live(world, FIRST + 20, FIRST + 60);
  expect(outcomes(FIRST + 2)).toEqual([
    expect.objectContaining({ close: Number(BARS[FIRST + 3]?.close) }),
    null,
    null,
  ]);
  const state = left(world);
  await world.store(BARS.slice(FIRST + 4, FIRST + 5));
  await forecastScoresJob.run(world.ports);
  expect(left(world)).toEqual(state);
});

test("[FC-92] killed at any statement, before or behind its commit, the jobs end in the same state", async () => {
  const to = FIRST + 7;
  const clean = await begun();
  await live(clean, FIRST, to);
  const truth = { ...left(clean), told: clean.told() };
  for (const after of [false, true]) {
    const world = await begun();
    let kill = 0;
    let failures = 0;
    for (let i = FIRST; i < to; i++) {
      const bar = BARS[i];
      if (bar === undefined) throw new Error("no such bar");
      await world.store([bar]);
      world.at(bar.openTime + HOUR + 60_000);
      // Each run gets one statement further than the one before.
      for (const job of [forecastsJob, forecastScoresJob]) {
        for (let allowed = 0; ; allowed++) {
          kill = allowed;
          world.d1.fail(() => (kill-- === 0 ? { message: "killed", after } : undefined));
          const ended = await job.run(world.newPorts()).then(
            () => true,
            () => false,
          );
          world.d1.fail(undefined);
          if (!ended) failures += 1;
          // Not reached by the run any more: it has gone through.
          if (kill > 0) break;
        }
      }
      await forecastsJob.run(world.ports);
    }
    expect(failures).toBeGreaterThan(50);
    expect({ ...left(world), told: world.told() }).toEqual(truth);
  }
});

test("[FC-105] what a silent hub could not be told, it is told later, once and in order, also after a restart", async () => {
  const clean = await begun();
  await live(clean, FIRST, FIRST + 8);
  const world = await begun();
  await live(world, FIRST, FIRST + 2);
  world.silence(true);
  await live(world, FIRST + 2, FIRST + 7);
  world.silence(false);
  world.restartHub();
  await live(world, FIRST + 7, FIRST + 8);
  const [wanted, told] = [clean.told(), world.told()].map((events) => events.map(({ data }) => data));
  expect(told).toHaveLength(wanted?.length ?? 0);
  expect(told).toEqual(expect.arrayContaining(wanted ?? []));
  // An event whose answer was lost comes again, and is passed over.
  world.d1.sqlite.exec("UPDATE forecast_log SET told = 0");
  world.restartHub();
  await forecastsJob.run(world.ports);
  expect(world.told()).toHaveLength(wanted?.length ?? 0);
});

test("[FC-95] of two runs that score the same at once, one is refused, and everything counts once", async () => {
  const clean = await begun();
  await live(clean, FIRST, FIRST + 4);
  const world = await begun();
  await live(world, FIRST, FIRST + 3);
  const bar = BARS[FIRST + 3];
  if (bar === undefined) throw new Error("no such bar");
  await world.store([bar]);
  world.at(bar.openTime + HOUR + 60_000);
  await forecastsJob.run(world.ports);
  const runs = await Promise.allSettled([
    forecastScoresJob.run(world.newPorts()),
    forecastScoresJob.run(world.newPorts()),
  ]);
  expect(runs.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(left(world)).toEqual(left(clean));
});
