import type { Timeframe } from "../../../market/time/timeframe.ts";
import { SYMBOL } from "../hub/world.ts";
import type { DayWorld } from "./day-world.ts";

/** The newest text of each bar on the stream's log, by open time. */
export function announcedBars(world: DayWorld, timeframe: Timeframe): ReadonlyMap<number, string> {
  const rows = world.world.sql.all<{ json: string }>(
    "SELECT json FROM event WHERE channel = ? ORDER BY seq",
    `bars:${SYMBOL}:${timeframe}`,
  );
  const texts = new Map<number, string>();
  for (const { json } of rows) {
    const found = /"data":\{"bar":(\{.*\})\}\}$/.exec(json)?.[1];
    const openTime = /"openTime":(\d+)/.exec(found ?? "")?.[1];
    if (found !== undefined && openTime !== undefined) texts.set(Number(openTime), found);
  }
  return texts;
}
