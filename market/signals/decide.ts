import { closeTimeOf, type Timeframe } from "../time/timeframe.ts";
import { type Ballot, castVotes } from "./ballot.ts";
import { type Experience, experienceOf } from "./calibration.ts";
import { levelsAt } from "./levels.ts";
import { below, fixed, percentText } from "./number-text.ts";
import { type Scene, single } from "./scene.ts";
import type { Decision, ExpectedMove, Levels, Side, Vote } from "./signal.ts";
import { roundTripCosts, type SignalRules } from "./weights.ts";

/**
 * What is to be said of a final bar: BUY, SELL or HOLD with votes, levels and reasons ([SIG-1]). A function of the
 * scene alone: what was issued before has no part in it.
 */
export function decide(scene: Scene, timeframe: Timeframe): Decision {
  const { bar, rules } = scene;
  const ballot = castVotes(scene);
  const side: Side = ballot.score < 0 ? "SELL" : "BUY";
  const levels = levelsAt(side, bar.close, single(scene.values.atr), rules);
  const reach = { target: rules.levels.targetsAtr[0], stop: rules.levels.stopAtr };
  const experience = experienceOf(timeframe, side, ballot.score, reach, rules.version);
  const move = levels === null ? null : expectedMove(levels, experience, rules);
  const objection = objectionOf(ballot, move, rules);
  return {
    openTime: bar.openTime,
    closeTime: closeTimeOf(bar.openTime, timeframe),
    signal: objection === null ? side : "HOLD",
    score: ballot.score,
    votes: ballot.votes,
    levels,
    move,
    confidence: experience.confidence,
    reasons: reasonsOf(objection, side, ballot, move, experience, scene),
    version: rules.version,
  };
}

function expectedMove(levels: Levels, { meanAtr }: Experience, rules: SignalRules): ExpectedMove {
  const costs = roundTripCosts(rules);
  const atr = levels.atr / levels.entry;
  return {
    toTarget1: Math.abs(levels.takeProfits[0] - levels.entry) / levels.entry,
    toStop: Math.abs(levels.stopLoss - levels.entry) / levels.entry,
    costs,
    expectancy: meanAtr === null ? null : meanAtr * atr - costs,
  };
}

/** Why there is no signal; null where there is one. */
function objectionOf(ballot: Ballot, move: ExpectedMove | null, rules: SignalRules): string | null {
  if (move === null) return "HOLD: there is no average true range yet to set a stop and targets by.";
  // Against what rounding makes of a sum of weights.
  if (ballot.coverage < rules.leastCoverage - 1e-9) {
    const share = percentText(ballot.coverage, 0);
    return `HOLD: the series is too young: votes worth ${share} could be cast, ${percentText(rules.leastCoverage, 0)} are needed.`;
  }
  const size = Math.abs(ballot.score);
  if (size < rules.threshold) {
    return `HOLD: the votes sum to ${below(ballot.score, rules.threshold, 2)}; a signal takes ${fixed(rules.threshold, 2)} either way.`;
  }
  if (move.toTarget1 <= move.costs) {
    return `HOLD: target 1 is ${percentText(move.toTarget1)} away, and going in and out costs ${percentText(move.costs)}.`;
  }
  return null;
}

function reasonsOf(
  objection: string | null,
  side: Side,
  ballot: Ballot,
  move: ExpectedMove | null,
  experience: Experience,
  scene: Scene,
): readonly string[] {
  const { threshold } = scene.rules;
  const sign = side === "BUY" ? 1 : -1;
  const reasons = [
    objection ??
      `${side}: the votes sum to ${fixed(ballot.score, 2)}; a signal takes ${fixed(threshold, 2)} either way.`,
  ];
  const strongest = strongestFor(ballot.votes, sign);
  if (strongest !== null) reasons.push(`For ${side} most: ${strongest.reason}`);
  const opponent = strongestFor(ballot.votes, -sign);
  if (opponent !== null) reasons.push(`Against it most: ${opponent.reason}`);
  reasons.push(experienceText(experience, move));
  const silence = modelSilence(scene);
  if (silence !== null) reasons.push(silence);
  return reasons;
}

/** The vote that adds most in a direction; null where none does. */
function strongestFor(votes: readonly Vote[], sign: number): Vote | null {
  let best: Vote | null = null;
  for (const vote of votes) {
    if (vote.vote * sign <= 0) continue;
    if (best === null || vote.weight * Math.abs(vote.vote) > best.weight * Math.abs(best.vote)) best = vote;
  }
  return best;
}

function experienceText({ confidence }: Experience, move: ExpectedMove | null): string {
  const { value, n, basis } = confidence;
  if (value === null) {
    return n === 0 ? `Uncalibrated: ${basis}.` : `Uncalibrated: only ${n} earlier cases (${basis}).`;
  }
  const cases = `In ${n} earlier cases of such a score target 1 came before the stop in ${percentText(value, 0)}`;
  const expectancy = move?.expectancy ?? null;
  if (expectancy === null) return `${cases}.`;
  return `${cases}; after costs that ${expectancy > 0 ? "gains" : "loses"} ${percentText(Math.abs(expectancy))} a trade.`;
}

function modelSilence({ prediction }: Scene): string | null {
  if (prediction === null) return "No model predicts here: its weight is shared among the other votes.";
  if (prediction.skill !== null && prediction.skill > 0) return null;
  const why = prediction.skill === null ? "is not known to beat" : "does not beat";
  return `${prediction.model} ${why} the naive forecast and has no vote: its weight is shared among the others.`;
}
