import type { ChartPoint } from "../../contract/market.ts";
import { amountText } from "./amount.ts";
import { type ChartRows, SourceError, type Told } from "./source.ts";

const DAY_MS = 86_400_000;
/** Before this no coin was traded, and a time in seconds would fall there. */
const EARLIEST = Date.UTC(2009, 0, 3);

/**
 * Daily points from `[time in ms, value]` pairs as a source sent them: each at the start of its UTC day, the last
 * of a day wins, oldest first. A pair that makes no sense is left out and counted.
 * @throws SourceError malformed, where no price is left.
 */
export function chartPoints(
  prices: readonly (readonly unknown[])[],
  volumes: readonly (readonly unknown[])[],
): Told<ChartRows> {
  const read = { prices: daily(prices, true), volumes: daily(volumes, false) };
  if (read.prices.points.length === 0) throw new SourceError("malformed", "a chart without a price");
  return {
    value: { prices: read.prices.points, volumes: read.volumes.points },
    badRows: read.prices.bad + read.volumes.bad,
  };
}

function daily(pairs: readonly (readonly unknown[])[], above: boolean) {
  const days = new Map<number, string>();
  let bad = 0;
  for (const [rawTime, rawValue] of pairs) {
    const time = Number(amountText(rawTime) ?? Number.NaN);
    const value = amountText(rawValue);
    const sane = value !== null && !value.startsWith("-") && !(above && value === "0");
    if (Number.isSafeInteger(time) && time >= EARLIEST && sane) days.set(time - (time % DAY_MS), value);
    else bad += 1;
  }
  const points: ChartPoint[] = [...days].sort(([a], [b]) => a - b).map(([time, value]) => ({ time, value }));
  return { points, bad };
}
