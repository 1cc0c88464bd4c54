import { clampVote, type Reading, type RecentDetection, type Scene } from "../scene.ts";

/** Candlestick patterns of the last bars: strengths, with their sides, each counting less by its age. */
export function patternVote({ recent, rules }: Scene): Reading {
  let sum = 0;
  let leading: RecentDetection | null = null;
  let most = 0;
  const evidence: Record<string, number> = {};
  for (const one of recent) {
    const { detection, age } = one;
    const weight = (rules.patternDecay[age] ?? 0) * (detection.strength / 100);
    if (weight === 0) continue;
    const side = detection.signal === "bullish" ? 1 : detection.signal === "bearish" ? -1 : 0;
    sum += side * weight;
    evidence[`${detection.pattern}@${age}`] = detection.strength;
    // What takes a side leads before what does not.
    if (weight + Math.abs(side) > most) {
      most = weight + Math.abs(side);
      leading = one;
    }
  }
  const bars = rules.patternDecay.length;
  if (leading === null) {
    return {
      source: "pattern",
      vote: 0,
      evidence,
      reason: `No candlestick pattern in the last ${bars} bars.`,
    };
  }
  const { detection, age } = leading;
  const when = age === 0 ? "" : age === 1 ? "One bar ago: " : `${age} bars ago: `;
  return {
    source: `pattern:${detection.pattern}`,
    vote: clampVote(sum),
    evidence,
    reason: `${when}${detection.description}`,
  };
}
