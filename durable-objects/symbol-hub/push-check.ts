import type { TickRejection } from "../../contract/ticks.ts";
import { type Decimal, parseDecimal, SCALE, toScaled } from "../../market/bars/decimal.ts";
import { epochMsFrom } from "../../market/time/epoch.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** A tick as somebody sends it; `timestamp` in ms or µs. */
export interface PushedTick {
  readonly timestamp: number;
  readonly price: string;
  readonly size: string;
  readonly id?: string | undefined;
}

export interface PushRules {
  readonly tickSize: string;
  readonly stepSize: string;
  /** How long a bar waits for late ticks, on the ticks' own clock. */
  readonly latenessMs: number;
}

export interface GoodTick {
  readonly time: EpochMs;
  readonly price: Decimal;
  readonly size: Decimal;
}
export interface BadTick {
  readonly code: TickRejection;
  readonly detail: string;
}

/** [BAR-52] */
const HORIZON_MS = 48 * 3_600_000;
const FUTURE_MS = 60_000;

/** The tick in our terms, or why it cannot be taken. `newest` is the newest tick's time, `now` the machine's. */
export function checkTick(
  tick: PushedTick,
  rules: PushRules,
  newest: EpochMs,
  now: number,
): GoodTick | BadTick {
  let good: GoodTick;
  try {
    good = {
      time: epochMsFrom(tick.timestamp),
      price: parseDecimal(tick.price),
      size: parseDecimal(tick.size),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { code: "bad_tick", detail: error.message };
  }
  if (toScaled(good.size, SCALE) === 0n || toScaled(good.price, SCALE) === 0n) {
    return { code: "bad_tick", detail: "price and size must be above zero" };
  }
  if (!isMultiple(good.price, rules.tickSize)) {
    return { code: "off_tick_size", detail: `price is no multiple of ${rules.tickSize}` };
  }
  if (!isMultiple(good.size, rules.stepSize)) {
    return { code: "off_step_size", detail: `size is no multiple of ${rules.stepSize}` };
  }
  if (good.time > now + FUTURE_MS)
    return { code: "in_the_future", detail: "timestamp is ahead of our clock" };
  if (good.time < newest - HORIZON_MS) {
    return { code: "too_late", detail: "timestamp is over 48 hours behind the newest tick" };
  }
  return good;
}

function isMultiple(value: Decimal, step: string): boolean {
  return toScaled(value, SCALE) % toScaled(parseDecimal(step), SCALE) === 0n;
}
