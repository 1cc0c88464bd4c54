import { heightAt } from "../curve.ts";
import { fixed, priceText } from "../number-text.ts";
import { clampVote, part, type Reading, type Scene, single } from "../scene.ts";

/** Averages of equal numbers differ from them by their rounding, which is no step. */
const ROUNDING = 1e-12;

/** The close and four averages as a ladder: each step that rises speaks for buying, each that falls for selling. */
export function emaLadderVote({ bar, values }: Scene): Reading | null {
  const ema9 = single(values.ema9);
  const ema21 = single(values.ema21);
  const ema50 = single(values.ema50);
  const ema200 = single(values.ema200);
  if (ema9 === null || ema21 === null || ema50 === null || ema200 === null) return null;
  const ladder = [bar.close, ema9, ema21, ema50, ema200];
  let up = 0;
  let down = 0;
  for (let i = 1; i < ladder.length; i++) {
    const step = (ladder[i - 1] ?? 0) - (ladder[i] ?? 0);
    if (step > bar.close * ROUNDING) up += 1;
    else if (step < -bar.close * ROUNDING) down += 1;
  }
  const steps = ladder.length - 1;
  return {
    source: "emaLadder",
    vote: (up - down) / steps,
    evidence: { close: bar.close, ema9, ema21, ema50, ema200 },
    reason: ladderReason(up, down, steps),
  };
}

function ladderReason(up: number, down: number, steps: number): string {
  if (up === steps) return "Up on every horizon: close > EMA 9 > EMA 21 > EMA 50 > EMA 200.";
  if (down === steps) return "Down on every horizon: close < EMA 9 < EMA 21 < EMA 50 < EMA 200.";
  const pull = up > down ? "leans up" : up < down ? "leans down" : "points nowhere";
  return `From close over EMA 9, 21 and 50 to EMA 200, ${up} of ${steps} steps point up and ${down} down: the trend ${pull}.`;
}

/** On which side of the Supertrend line the close is, and whether it has just changed sides. */
export function supertrendVote({ bar, values, previous }: Scene): Reading | null {
  const line = part(values.supertrend, "line");
  const direction = part(values.supertrend, "direction");
  if (line === null || direction === null) return null;
  const before = part(previous?.supertrend, "direction");
  const flipped = before !== null && before !== direction;
  const [side, place, hold] =
    direction > 0 ? (["up", "below", "support"] as const) : (["down", "above", "resistance"] as const);
  return {
    source: "supertrend",
    vote: direction > 0 ? 1 : -1,
    evidence: { line, close: bar.close },
    reason: flipped
      ? `Supertrend has just flipped ${side}; its line at ${priceText(line)} is ${hold} now.`
      : `Supertrend points ${side}: its line at ${priceText(line)} is ${hold}, ${place} the close.`,
  };
}

/** Which direction moves dominate, as far as ADX says that there is a trend at all. */
export function adxVote({ values, rules }: Scene): Reading | null {
  const adx = part(values.adx, "adx");
  const plusDi = part(values.adx, "plusDi");
  const minusDi = part(values.adx, "minusDi");
  if (adx === null || plusDi === null || minusDi === null) return null;
  const both = plusDi + minusDi;
  const strength = heightAt(rules.curves.adxTrend, adx);
  const vote = both === 0 ? 0 : clampVote((strength * (plusDi - minusDi)) / both);
  const moves = `+DI ${fixed(plusDi)} against −DI ${fixed(minusDi)}`;
  const who = plusDi > minusDi ? "buyers" : plusDi < minusDi ? "sellers" : "nobody";
  return {
    source: "adx",
    vote,
    evidence: { adx, plusDi, minusDi },
    reason:
      strength === 0
        ? `ADX ${fixed(adx)}: no trend worth following (${moves}).`
        : `ADX ${fixed(adx)}: ${strength >= 0.5 ? "a strong" : "a weak"} trend, led by ${who} (${moves}).`,
  };
}
