import type { Reading, Scene } from "./scene.ts";
import type { Vote } from "./signal.ts";
import { bollingerVote } from "./votes/mean-reversion.ts";
import { modelVote } from "./votes/model.ts";
import { macdVote, rsiVote, stochRsiVote } from "./votes/momentum.ts";
import { patternVote } from "./votes/patterns.ts";
import { adxVote, emaLadderVote, supertrendVote } from "./votes/trend.ts";
import { obvVote, volumeVote, vwapVote } from "./votes/volume.ts";
import { VOTERS, type Voter } from "./weights.ts";

const READ: Readonly<Record<Voter, (scene: Scene) => Reading | null>> = {
  emaLadder: emaLadderVote,
  supertrend: supertrendVote,
  adx: adxVote,
  rsi: rsiVote,
  macd: macdVote,
  stochRsi: stochRsiVote,
  bollinger: bollingerVote,
  vwap: vwapVote,
  pattern: patternVote,
  volume: volumeVote,
  obv: obvVote,
  model: modelVote,
};

export interface Ballot {
  readonly votes: readonly Vote[];
  /** Σ weight × vote, −1 to 1. */
  readonly score: number;
  /** Share of the voters, by weight and without the model, that could vote. */
  readonly coverage: number;
}

/** Everybody's vote on a scene ([SIG-3]). Who cannot vote leaves his weight to the others, in proportion. */
export function castVotes(scene: Scene): Ballot {
  const { weights } = scene.rules;
  const given: { readonly reading: Reading; readonly weight: number }[] = [];
  let present = 0;
  let covered = 0;
  let all = 0;
  for (const voter of VOTERS) {
    const weight = weights[voter];
    const reading = READ[voter](scene);
    if (voter !== "model") all += weight;
    if (reading === null) continue;
    if (voter !== "model") covered += weight;
    present += weight;
    given.push({ reading, weight });
  }
  let score = 0;
  const votes = given.map(({ reading, weight }): Vote => {
    const share = weight / present;
    score += share * reading.vote;
    const { source, vote, evidence, reason } = reading;
    return { source, vote, weight: share, evidence, reason };
  });
  return { votes, score: Math.max(-1, Math.min(1, score)) + 0, coverage: covered / all };
}
