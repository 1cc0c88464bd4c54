import { heightAt } from "../curve.ts";
import { fixed } from "../number-text.ts";
import { clampVote, part, type Reading, type Scene } from "../scene.ts";

/** Place between the Bollinger bands: towards the middle again, where the market ranges; nothing in a trend. */
export function bollingerVote({ bar, values, rules }: Scene): Reading | null {
  const upper = part(values.bollinger, "upper");
  const lower = part(values.bollinger, "lower");
  const adx = part(values.adx, "adx");
  if (upper === null || lower === null || adx === null || !(upper > lower)) return null;
  const percentB = (bar.close - lower) / (upper - lower);
  const ranging = heightAt(rules.curves.adxRange, adx);
  return {
    source: "bollinger",
    vote: clampVote(ranging * heightAt(rules.curves.percentB, percentB)),
    evidence: { percentB, upper, lower, adx },
    reason:
      ranging === 0
        ? `The market trends (ADX ${fixed(adx)}), so where the close is between the Bollinger bands says little.`
        : `${placeWords(percentB)} while ADX ${fixed(adx)} shows ${ranging === 1 ? "a range" : "hardly a trend"}${outlook(percentB)}.`,
  };
}

function placeWords(percentB: number): string {
  const at = `(%b ${fixed(percentB, 2)})`;
  if (percentB > 1) return `The close is above the upper Bollinger band ${at}`;
  if (percentB >= 0.8) return `The close is near the upper Bollinger band ${at}`;
  if (percentB > 0.2) return `The close is well between the Bollinger bands ${at}`;
  if (percentB >= 0) return `The close is near the lower Bollinger band ${at}`;
  return `The close is below the lower Bollinger band ${at}`;
}

function outlook(percentB: number): string {
  if (percentB >= 0.8) return ": prices tend to fall back from there";
  return percentB <= 0.2 ? ": prices tend to bounce from there" : "";
}
