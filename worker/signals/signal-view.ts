import type { SignalView } from "../../contract/rest/signals.ts";
import { grossReturn } from "../../market/signals/performance.ts";
import type { Decision, Signal } from "../../market/signals/signal.ts";
import { roundTripCosts, SIGNAL_RULES } from "../../market/signals/weights.ts";

/** A signal as REST answers it. */
export function signalView(signal: Signal): SignalView {
  const gross = grossReturn(signal);
  const costs = signal.decision.move?.costs ?? roundTripCosts(SIGNAL_RULES);
  return {
    ...signal,
    decision: decisionView(signal.decision),
    touchedAt: [...signal.touchedAt],
    returnAfterCosts: gross === null ? null : gross - costs,
  };
}

/** A decision as REST answers it: the same, in arrays that a schema's type may change. */
export function decisionView(decision: Decision): SignalView["decision"] {
  const { votes, levels, confidence, reasons } = decision;
  return {
    ...decision,
    votes: votes.map((vote) => ({ ...vote })),
    levels: levels === null ? null : { ...levels, takeProfits: [...levels.takeProfits] },
    confidence: { ...confidence, bucket: [...confidence.bucket] },
    reasons: [...reasons],
  };
}
