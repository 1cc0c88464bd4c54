import { fixed } from "../number-text.ts";
import type { PredictedClass } from "../prediction.ts";
import { clampVote, type Reading, type Scene } from "../scene.ts";

/**
 * What a model predicts: the chance of a rise less that of a fall. A model that was no better than the naive forecast,
 * or of which that is not known, has no vote.
 */
export function modelVote({ prediction }: Scene): Reading | null {
  if (prediction === null || prediction.skill === null || !(prediction.skill > 0)) return null;
  const { model, classes, probabilities, skill, issuedAt } = prediction;
  const chance = (wanted: PredictedClass) => probabilities[classes.indexOf(wanted)] ?? 0;
  const up = chance("up");
  const down = chance("down");
  return {
    source: `model:${model}`,
    vote: clampVote(up - down),
    evidence: { up, down, skill, issuedAt },
    reason:
      `${model} gives a rise ${fixed(up * 100, 0)} % and a fall ${fixed(down * 100, 0)} %; ` +
      `out of sample it was ${fixed(skill * 100)} % better than the naive forecast.`,
  };
}
