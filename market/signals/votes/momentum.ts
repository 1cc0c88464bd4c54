import { heightAt } from "../curve.ts";
import { fixed, priceText } from "../number-text.ts";
import { clampVote, part, type Reading, type Scene, single } from "../scene.ts";

/** RSI: momentum between 30 and 70, exhaustion far beyond. */
export function rsiVote({ values, previous, rules }: Scene): Reading | null {
  const rsi = single(values.rsi);
  if (rsi === null) return null;
  const before = single(previous?.rsi);
  // What stands still has an RSI of 0 by convention, or the one that it stopped at: neither side pushes.
  const isStill = (rsi === 0 || rsi === 100) && single(values.realisedVolatility) === 0;
  return {
    source: "rsi",
    vote: isStill ? 0 : clampVote(heightAt(rules.curves.rsi, rsi)),
    evidence: before === null ? { rsi } : { rsi, before },
    reason: isStill
      ? `RSI ${fixed(rsi)} means nothing here: the close has not moved.`
      : `RSI ${fixed(rsi)}${driftOf(rsi, before)}: ${rsiWords(rsi)}.`,
  };
}

function driftOf(rsi: number, before: number | null): string {
  if (before === null || rsi === before) return "";
  return rsi > before ? ", rising" : ", falling";
}

function rsiWords(rsi: number): string {
  if (rsi >= 80) return "so far overbought that a fall back is likelier than a further rise";
  if (rsi > 70) return "overbought; the rise is strong but late";
  if (rsi > 55) return "buyers have the momentum";
  if (rsi >= 45) return "neither side has the momentum";
  if (rsi >= 30) return "sellers have the momentum";
  if (rsi > 20) return "oversold; the fall is strong but late";
  return "so far oversold that a bounce is likelier than a further fall";
}

/** MACD: on which side of its signal line, how far, and whether that grows; a fresh cross is a full vote. */
export function macdVote({ values, previous, rules }: Scene): Reading | null {
  const histogram = part(values.macd, "histogram");
  const atr = single(values.atr);
  if (histogram === null || atr === null || atr === 0) return null;
  const before = part(previous?.macd, "histogram");
  const { curves, macdShares } = rules;
  const level = heightAt(curves.macdLevel, histogram / atr);
  const change = before === null ? 0 : heightAt(curves.macdChange, (histogram - before) / atr);
  const crossed = before !== null && before * histogram < 0;
  const vote = crossed
    ? Math.sign(histogram)
    : clampVote(macdShares.level * level + macdShares.change * change);
  return {
    source: "macd",
    vote,
    evidence: before === null ? { histogram, atr } : { histogram, before, atr },
    reason: macdReason(histogram, before, crossed),
  };
}

function macdReason(histogram: number, before: number | null, crossed: boolean): string {
  const size = `histogram ${priceText(histogram)}`;
  if (crossed) return `MACD has just crossed ${histogram > 0 ? "above" : "below"} its signal line (${size}).`;
  if (histogram === 0) return "MACD lies on its signal line.";
  const side = histogram > 0 ? "above" : "below";
  if (before === null || before === histogram) return `MACD is ${side} its signal line (${size}).`;
  const grows = Math.abs(histogram) > Math.abs(before);
  return `MACD is ${side} its signal line, and the distance ${grows ? "grows" : "shrinks"} (${size}).`;
}

/** Stochastic RSI: a turn out of an extreme is a full vote, elsewhere the gap between its lines half of one. */
export function stochRsiVote({ values, rules }: Scene): Reading | null {
  const k = part(values.stochRsi, "k");
  const d = part(values.stochRsi, "d");
  if (k === null || d === null) return null;
  const { low, high } = rules.stochRsiEdges;
  const turnsUp = d < low && k > d;
  const turnsDown = d > high && k < d;
  const lines = `StochRSI ${fixed(k)} against its mean ${fixed(d)}`;
  const vote = turnsUp ? 1 : turnsDown ? -1 : heightAt(rules.curves.stochRsiGap, k - d);
  return {
    source: "stochRsi",
    vote: clampVote(vote),
    evidence: { k, d },
    reason: turnsUp
      ? `${lines}: it turns up out of the oversold edge.`
      : turnsDown
        ? `${lines}: it turns down out of the overbought edge.`
        : `${lines}: short-term momentum ${k > d ? "picks up" : k < d ? "slackens" : "stands still"}.`,
  };
}
