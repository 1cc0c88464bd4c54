import type { ShownDecision, ShownSignal } from "../../api/analysis-api.ts";
import { formatDecimal } from "../../format/decimal.ts";

/** How a signal ended, in a few words; `still active` where it did not. */
export function endText({ closeReason }: Pick<ShownSignal, "closeReason">): string {
  switch (closeReason) {
    case "stop":
      return "at the stop";
    case "target3":
      return "at target 3";
    case "opposite":
      return "by an opposite signal";
    case "expired":
      return "by its age, undecided";
    case null:
      return "still active";
    default:
      return closeReason satisfies never;
  }
}

/** Which targets were touched, in words. */
export function touchText({ touchedAt }: Pick<ShownSignal, "touchedAt">): string {
  const touched = touchedAt.flatMap((at, index) => (at === null ? [] : [index + 1]));
  if (touched.length === 0) return "no target touched";
  return touched.length === 1 ? `target ${touched[0]} touched` : `targets ${touched.join(", ")} touched`;
}

/** How far a price is from the entry, in percent of it and in the signal's favour. */
export function favourPercent(side: "BUY" | "SELL", entry: number, price: number): number {
  const change = ((price - entry) / entry) * 100;
  return side === "BUY" ? change : -change;
}

type Confidence = ShownDecision["confidence"];

/** How often it came out well where the score was alike, or that nobody can tell yet. */
export function confidenceText({ value, n, bucket }: Confidence): string {
  const cases = `${formatDecimal(n, 0)} earlier ${n === 1 ? "case" : "cases"}`;
  const scores = `a score of ${formatDecimal(bucket[0], 2)} to ${formatDecimal(bucket[1], 2)}`;
  if (value === null)
    return `Confidence: uncalibrated, ${n === 0 ? "no earlier cases" : `only ${cases}`} of ${scores}.`;
  return `Confidence: target 1 came before the stop in ${formatDecimal(value * 100, 0)} % of ${cases} of ${scores}.`;
}

/** Votes by how much they weigh: those for the side (for HOLD, the score's side), against it, and neither. */
export function sortedVotes({ signal, score, votes }: ShownDecision): {
  readonly side: "BUY" | "SELL";
  readonly speakFor: ShownDecision["votes"];
  readonly against: ShownDecision["votes"];
  readonly silent: ShownDecision["votes"];
} {
  const side = signal === "HOLD" ? (score < 0 ? "SELL" : "BUY") : signal;
  const direction = side === "BUY" ? 1 : -1;
  const pull = ({ vote, weight }: ShownDecision["votes"][number]) => vote * weight * direction;
  const sorted = votes.toSorted((a, b) => Math.abs(pull(b)) - Math.abs(pull(a)));
  return {
    side,
    speakFor: sorted.filter((vote) => pull(vote) > 0),
    against: sorted.filter((vote) => pull(vote) < 0),
    silent: sorted.filter((vote) => pull(vote) === 0),
  };
}
