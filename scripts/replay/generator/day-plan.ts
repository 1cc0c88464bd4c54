import { bell, hash32, hashText, type Random, seededRandom } from "../model/random.ts";
import type { DayOutline } from "./day-path.ts";
import type { Profile } from "./profile.ts";

const MINUTES = 1_440;

/**
 * A generated day, minute by minute: prices in ticks, volumes in steps. `tradesBefore[m]` and
 * `extrasBefore[m]` count from the day's start, so ids need no look at other minutes.
 */
export interface DayPlan {
  readonly outline: DayOutline;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly tradesBefore: Float64Array;
  readonly extrasBefore: Float64Array;
}

/**
 * Draws the day: a Brownian bridge between its borders' prices whose volatility clusters, and trade counts
 * that follow the volatility, with bursts, quiet minutes and minutes without a trade. The last minute always
 * trades and closes at the border, so days can be drawn in any order.
 */
export function planDay(profile: Profile, seed: number, outline: DayOutline): DayPlan {
  const random = seededRandom(seed, hashText(profile.symbol), outline.day, 11);
  const { path, weights, heat } = drawPath(profile, random, outline);
  const tradesBefore = shareOut(outline.trades - 1, weights);
  tradesBefore[MINUTES] = outline.trades;
  const extrasBefore = new Float64Array(MINUTES + 1);
  for (let m = 0; m <= MINUTES; m += 1) {
    extrasBefore[m] = Math.floor((outline.extraFills * at(tradesBefore, m)) / outline.trades);
  }
  const plan: DayPlan = {
    outline,
    open: new Float64Array(MINUTES),
    high: new Float64Array(MINUTES),
    low: new Float64Array(MINUTES),
    close: new Float64Array(MINUTES),
    volume: new Float64Array(MINUTES),
    tradesBefore,
    extrasBefore,
  };
  let previous = outline.startTicks;
  const sizeSteps = profile.size * 10 ** profile.sizeDigits;
  for (let m = 0; m < MINUTES; m += 1) {
    const count = at(tradesBefore, m + 1) - at(tradesBefore, m);
    const target = m === MINUTES - 1 ? outline.endTicks : Math.max(1, Math.round(at(path, m)));
    previous = drawCandle(plan, m, count, previous, target, at(heat, m), random);
    // At least 16 steps a trade, so that every part of it has a size whatever the split.
    const wanted = count * sizeSteps * (0.4 + 1.2 * random()) * at(heat, m) ** 0.3;
    plan.volume[m] = Math.max(16 * count, Math.floor(wanted));
  }
  return plan;
}

/** A seed for what happens inside one minute of the plan. */
export function minuteSeed(profile: Profile, seed: number, minute: number): number {
  return hash32(seed, hashText(profile.symbol), minute, 12);
}

/** Reads a slot that the length of the array guarantees. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

function drawPath(profile: Profile, random: Random, outline: DayOutline) {
  const path = new Float64Array(MINUTES);
  const weights = new Float64Array(MINUTES);
  const heat = new Float64Array(MINUTES);
  const sigma = profile.dayVolatility / Math.sqrt(MINUTES);
  let clustering = 0;
  let log = 0;
  for (let m = 0; m < MINUTES; m += 1) {
    // Europe's afternoon is busiest, the Asian night after it quietest.
    const season = 1 + 0.4 * Math.sin(((m - 500) / MINUTES) * 2 * Math.PI);
    clustering = 0.97 * clustering + 0.17 * bell(random);
    const burst = random() < 0.004 ? 5 : 1;
    heat[m] = Math.exp(clustering) * season * burst;
    log += sigma * Math.exp(0.7 * clustering) * Math.sqrt(season * burst) * bell(random);
    path[m] = log;
    weights[m] = at(heat, m) * (0.5 + random());
    if (random() < profile.quiet) weights[m] = random() < 0.5 ? 0 : at(weights, m) * 0.01;
  }
  const start = Math.log(outline.startTicks);
  const drift = Math.log(outline.endTicks) - start - log;
  for (let m = 0; m < MINUTES; m += 1) {
    path[m] = Math.exp(start + at(path, m) + (drift * (m + 1)) / MINUTES);
  }
  return { path, weights, heat };
}

/** Cumulative counts that add up to `total`, in proportion to the weights. */
function shareOut(total: number, weights: Float64Array): Float64Array {
  let sum = 0;
  for (const weight of weights) sum += weight;
  const before = new Float64Array(MINUTES + 1);
  let running = 0;
  for (let m = 0; m < MINUTES; m += 1) {
    before[m] = Math.min(total, Math.floor((total * running) / sum));
    running += at(weights, m);
  }
  before[MINUTES] = total;
  return before;
}

/** Fills in the minute's prices and returns its close. */
function drawCandle(
  plan: DayPlan,
  m: number,
  count: number,
  previous: number,
  target: number,
  heat: number,
  random: Random,
): number {
  const [jump, above, below, side] = [random(), random(), random(), random()];
  const close = count === 0 ? previous : target;
  const open =
    count === 0 ? previous : count === 1 ? close : Math.max(1, previous + Math.floor(jump * 3) - 1);
  const reach = (Math.abs(close - open) + previous * 0.0002 * Math.sqrt(heat)) * 0.7;
  let up = count < 3 ? 0 : Math.floor(reach * above * above * 2);
  let down = count < 3 ? 0 : Math.floor(reach * below * below * 2);
  if (count === 3) {
    // Only one trade is left to mark an extreme.
    if (side < 0.5) up = 0;
    else down = 0;
  }
  plan.open[m] = open;
  plan.close[m] = close;
  plan.high[m] = Math.max(open, close) + up;
  plan.low[m] = Math.max(1, Math.min(open, close) - down);
  return close;
}
