import type { Bar } from "../../../market/bars/bar.ts";
import { ROLLED_TIMEFRAMES, TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { unlikeKline } from "../hub/truth.ts";
import { SYMBOL } from "../hub/world.ts";
import type { DayWorld } from "./day-world.ts";
import { unlikeDigits } from "./same-digits.ts";

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
  return wrong;
}

/** D1 has every bar of the day once: the exchange did not miss a minute of it. */
function checkStored(world: DayWorld, timeframe: Timeframe, complain: (text: string) => void): void {
  const { start, midnight } = world.day;
  const rows = world.d1.sqlite
    .prepare(
      "SELECT open_time AS at FROM ohlcv WHERE symbol = ? AND timeframe = ? AND open_time >= ? AND open_time < ? ORDER BY open_time",
    )
    .all(SYMBOL, timeframe, start, midnight);
  const opens = new Set(rows.map(({ at }) => Number(at)));
  for (let open = start; open < midnight; open += TIMEFRAME_MS[timeframe]) {
    if (!opens.has(open)) complain(`${timeframe} ${new Date(open).toISOString()} is not in D1`);
  }
}

/** History shows each bar once, in order, with the exchange's values, and the same digits in every form. */
async function checkHistory(
  world: DayWorld,
  timeframe: Timeframe,
  complain: (text: string) => void,
): Promise<void> {
  const { start, midnight } = world.day;
  const bars = await barsOfDay(world, timeframe);
  const step = TIMEFRAME_MS[timeframe];
  if (bars.length !== (midnight - start) / step) complain(`${timeframe}: ${bars.length} bars in History`);
  for (const [index, bar] of bars.entries()) {
    const name = `${timeframe} ${new Date(bar.openTime).toISOString()}`;
    if (bar.openTime !== start + index * step) complain(`${name} stands at ${index}`);
    const kline = world.world.exchange.klines(timeframe, bar.openTime, bar.openTime, 1)[0];
    const unlike = kline === undefined ? "the exchange has no such bar" : unlikeKline(bar, kline);
    if (unlike !== undefined) complain(`${name}: ${unlike}`);
  }
  for (const text of await unlikeDigits(world, timeframe, bars)) complain(text);
}
