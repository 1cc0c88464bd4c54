import { MINUTES_KEPT_MS } from "../../market/bars/frames.ts";
import { type EpochMs, openTimeOf, type Timeframe } from "../../market/time/timeframe.ts";
import type { Core } from "./core.ts";
import type { Tables } from "./tables.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FORGOTTEN = "forgotten";

/** How long the object itself keeps what D1 and R2 keep for longer. Frames that are not named stay for ever. */
const KEPT = {
  ticks: 48 * HOUR,
  seconds: 24 * HOUR,
  bars: { "1m": MINUTES_KEPT_MS, "5m": 60 * DAY, "15m": 180 * DAY } satisfies Partial<
    Record<Timeframe, number>
  >,
} as const;

/** Gives up what is older than it has to be, once an hour of the exchange's clock. */
export function forgetOld(core: Core): void {
  const { tables, engine } = core;
  const clock: EpochMs = engine.state.clock;
  if (clock < Number(tables.meta.get(FORGOTTEN) ?? 0) + HOUR) return;
  tables.sql.transaction(() => {
    tables.meta.put(FORGOTTEN, String(clock));
    const isPushed = core.status.source === "push";
    // A late pushed tick folds its minute again: what is kept of a minute is kept whole.
    if (isPushed) tables.ticks.deleteBefore(openTimeOf(clock - KEPT.ticks, "1m"));
    else tables.ticks.forgetBefore(clock - KEPT.ticks);
    // A tick that may still be pushed into a second has to find it.
    tables.seconds.forgetBefore(clock - (isPushed ? KEPT.ticks : KEPT.seconds));
    forgetBars(tables, "1m", openTimeOf(clock, "1d") - KEPT.bars["1m"]);
    forgetBars(tables, "5m", clock - KEPT.bars["5m"]);
    forgetBars(tables, "15m", clock - KEPT.bars["15m"]);
    tables.sql.all("DELETE FROM push_tick WHERE time < ?", clock - KEPT.ticks);
    tables.sql.all("DELETE FROM idempotency WHERE at < ?", clock - KEPT.seconds);
  });
}

/** A bar that D1 does not have yet stays, and with it all behind it: what is kept is kept without a hole. */
function forgetBars({ bars, outbox }: Tables, timeframe: Timeframe, before: EpochMs): void {
  bars.forgetBefore(timeframe, Math.min(before, outbox.oldestOpen(timeframe) ?? before));
}
