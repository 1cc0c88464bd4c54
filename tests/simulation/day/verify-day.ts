import type { Bar } from "../../../market/bars/bar.ts";
import { ROLLED_TIMEFRAMES, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { unlikeKline } from "../hub/truth.ts";
import { SYMBOL } from "../hub/world.ts";
import type { DayWorld } from "./day-world.ts";
import { unlikeDigits } from "./same-digits.ts";
import { verifyAlerts } from "./verify-alerts.ts";
import { verifyAnalyses } from "./verify-analyses.ts";

const STORED: readonly Timeframe[] = ["1m", ...ROLLED_TIMEFRAMES];

/** All bars of the day as History reads them. */
export async function barsOfDay(world: DayWorld, timeframe: Timeframe): Promise<Bar[]> {
  const { start, midnight } = world.day;
  const bars: Bar[] = [];
  const series = { symbol: SYMBOL, feed: "binance", timeframe } as const;
  for await (const batch of world.ports.history.read(series, { from: start, to: midnight - 1 })) {
    bars.push(...batch);
  }
  return bars;
}

/** What has to be true of the stores when the day is over. Returns what is not. */
export async function verifyDay(world: DayWorld): Promise<string[]> {
  const wrong: string[] = [...world.world.errors, ...world.world.chronicle.violations];
  const complain = (text: string) => {
    if (wrong.length < 40) wrong.push(text);
  };
  for (const timeframe of STORED) {
    checkStored(world, timeframe, complain);
    await checkHistory(world, timeframe, complain);
  }
  await verifyAnalyses(world, complain);
  verifyAlerts(world, complain);
  return wrong;
}

/** Open times of the bars that the exchange has of the day. */
function existing(world: DayWorld, timeframe: Timeframe): number[] {
  const { start, midnight } = world.day;
  const opens: number[] = [];
  for (let open = start; open < midnight; open += TIMEFRAME_MS[timeframe]) {
    if (klineAt(world, timeframe, open) !== undefined) opens.push(open);
  }
  return opens;
}

function klineAt(world: DayWorld, timeframe: Timeframe, open: number) {
  return world.world.exchange.klines(timeframe, open, open, 1)[0];
}

/** D1 has every bar of the exchange once, and no other; its series are whole, what is missing is written down. */
function checkStored(world: DayWorld, timeframe: Timeframe, complain: (text: string) => void): void {
  const { start, midnight } = world.day;
  const step = TIMEFRAME_MS[timeframe];
  const ask = (sql: string) => world.d1.sqlite.prepare(sql).all(SYMBOL, timeframe, start, midnight);
  const stored = ask(
    "SELECT open_time AS at FROM ohlcv WHERE symbol = ? AND timeframe = ? AND open_time >= ? AND open_time < ? ORDER BY open_time",
  ).map(({ at }) => Number(at));
  const expected = new Set(existing(world, timeframe));
  for (const open of expected) {
    if (!stored.includes(open)) complain(`${timeframe} ${new Date(open).toISOString()} is not in D1`);
  }
  for (const open of stored) {
    if (!expected.has(open)) complain(`${timeframe} ${new Date(open).toISOString()} is in D1 alone`);
  }
  const outages = ask(
    'SELECT from_open AS "from", to_open AS "to" FROM series_outage WHERE symbol = ? AND timeframe = ? AND to_open >= ? AND from_open < ?',
  );
  for (let open = start; open < midnight; open += step) {
    const listed = outages.some(({ from, to }) => open >= Number(from) && open <= Number(to));
    if (listed === expected.has(open)) complain(`${timeframe} ${open}: ${listed ? "no" : "an"} outage`);
  }
  // A series of minutes lags by less than a quarter of an hour.
  const through = midnight - (timeframe === "1m" ? 15 * step : step);
  const whole = world.d1.sqlite
    .prepare(
      "SELECT 1 FROM series WHERE symbol = ? AND timeframe = ? AND from_open <= ? AND through_open >= ?",
    )
    .get(SYMBOL, timeframe, start, through);
  if (whole === undefined) complain(`${timeframe}: the series is not whole`);
}

/** History shows each bar once, in order, with the exchange's values, and the same digits in every form. */
async function checkHistory(
  world: DayWorld,
  timeframe: Timeframe,
  complain: (text: string) => void,
): Promise<void> {
  const bars = await barsOfDay(world, timeframe);
  const expected = existing(world, timeframe);
  if (bars.length !== expected.length) complain(`${timeframe}: ${bars.length} bars in History`);
  for (const [index, bar] of bars.entries()) {
    const name = `${timeframe} ${new Date(bar.openTime).toISOString()}`;
    if (bar.openTime !== expected[index]) complain(`${name} stands at ${index}`);
    const kline = klineAt(world, timeframe, bar.openTime);
    const unlike = kline === undefined ? "the exchange has no such bar" : unlikeKline(bar, kline);
    if (unlike !== undefined) complain(`${name}: ${unlike}`);
  }
  for (const text of await unlikeDigits(world, timeframe, bars)) complain(text);
}
