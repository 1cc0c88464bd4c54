import { bell, type Random, seededRandom } from "../model/random.ts";
import type { MinuteFrame, MinuteShape } from "./shape.ts";

/** A drawn trade: ticks, steps, and milliseconds since the minute's start. */
export interface DrawnTrade {
  readonly price: number;
  readonly size: number;
  readonly takerBuys: boolean;
  readonly offsetMs: number;
  /** Sizes of the individual trades. */
  readonly fills: readonly number[];
}

type Leg = Pick<DrawnTrade, "price" | "size" | "takerBuys">;

const SMALLEST = 4;
const MOST_FILLS = 4;

/**
 * The trades of a minute: corners and mirrored pairs of its shape along a random walk, times strictly rising.
 * @param extraFills individual trades beyond one a trade; at most three times the trades.
 */
export function drawTrades(
  frame: MinuteFrame,
  shape: MinuteShape,
  extraFills: number,
  seed: number,
): DrawnTrade[] {
  const random = seededRandom(seed, 22);
  const body = drawPairs(frame, shape, random);
  for (const corner of [...shape.middle].reverse())
    body.splice(Math.floor(random() * body.length), 0, corner);
  if (shape.middle.length === 2) orderMiddle(body, shape);
  const legs: Leg[] = [...shape.head, ...body, shape.tail];
  const times = drawTimes(legs.length, random);
  const counts = drawFillCounts(legs.length, extraFills, random);
  return legs.map((leg, i) => ({
    price: leg.price,
    size: leg.size,
    takerBuys: leg.takerBuys,
    offsetMs: times[i] ?? 0,
    fills: shares(leg.size, counts[i] ?? 1, 1, random),
  }));
}

function drawPairs(frame: MinuteFrame, shape: MinuteShape, random: Random): Leg[] {
  const { pairs, pairsBuying } = shape;
  const sum = frame.open + frame.close;
  const low = Math.max(frame.low, sum - frame.high);
  const high = Math.min(frame.high, sum - frame.low);
  const buys = shares(shape.halfBought, pairsBuying, SMALLEST, random);
  const sells = shares(shape.halfVolume - shape.halfBought, pairs - pairsBuying, SMALLEST, random);
  const body: Leg[] = new Array(pairs * 2);
  let wander = 0;
  for (let i = 0; i < pairs; i += 1) {
    wander = wander * 0.9 + bell(random) * (high - low) * 0.12;
    const middle = frame.open + ((sum / 2 - frame.open) * (i + 1)) / (pairs + 1);
    const price = Math.min(high, Math.max(low, Math.round(middle + wander)));
    const takerBuys = random() * (pairs - i) < buys.length;
    const size = (takerBuys ? buys.pop() : sells.pop()) ?? 0;
    body[i] = { price, size, takerBuys };
    body[pairs * 2 - 1 - i] = { price: sum - price, size, takerBuys };
  }
  return body;
}

/** Keeps the order in which the shape reaches its high and low. */
function orderMiddle(body: Leg[], shape: MinuteShape): void {
  const [first, second] = shape.middle;
  if (first === undefined || second === undefined) return;
  const [i, j] = [body.indexOf(first), body.indexOf(second)];
  if (i > j) {
    body[i] = second;
    body[j] = first;
  }
}

/** Strictly rising offsets within the minute, denser in a random part of it. */
function drawTimes(count: number, random: Random): number[] {
  const focus = random();
  const pull = random() * 0.6;
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const x = (i + random()) / count;
    const eased = x < focus ? focus * (1 - (1 - x / focus) ** 2) : focus + (x - focus) ** 2 / (1 - focus);
    times.push(Math.floor((x * (1 - pull) + eased * pull) * 60_000));
  }
  for (let i = 1; i < count; i += 1) times[i] = Math.max(times[i] ?? 0, (times[i - 1] ?? 0) + 1);
  let bound = 60_000;
  for (let i = count - 1; i >= 0; i -= 1) {
    bound = Math.min(times[i] ?? 0, bound - 1);
    times[i] = bound;
  }
  return times;
}

function drawFillCounts(trades: number, extra: number, random: Random): number[] {
  const counts = new Array<number>(trades).fill(1);
  for (let given = 0; given < extra; given += 1) {
    let i = Math.floor(random() * trades);
    while ((counts[i] ?? 0) >= MOST_FILLS) i = (i + 1) % trades;
    counts[i] = (counts[i] ?? 0) + 1;
  }
  return counts;
}

/** Splits `total` into `count` uneven parts of at least `smallest` that add up to it exactly. */
function shares(total: number, count: number, smallest: number, random: Random): number[] {
  if (count <= 1) return count === 1 ? [total] : [];
  const weights = Array.from({ length: count }, () => random() ** 3 + 0.01);
  const sum = weights.reduce((a, b) => a + b, 0);
  const free = total - smallest * count;
  let running = 0;
  let before = 0;
  return weights.map((weight, i) => {
    running += weight;
    const upTo = i === count - 1 ? free : Math.min(free, Math.floor(free * (running / sum)));
    const part = smallest + upTo - before;
    before = upTo;
    return part;
  });
}
