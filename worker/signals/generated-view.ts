import { DISCLAIMER, type GeneratedSignalView } from "../../contract/rest/signals.ts";
import type { GeneratedSignal } from "../../contract/signals.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { decisionView, signalView } from "./signal-view.ts";

/** What came of evaluating a bar on request, as REST answers it. */
export function generatedView(
  symbol: string,
  timeframe: Timeframe,
  { decision, active, events }: GeneratedSignal,
): GeneratedSignalView {
  const issued = events.find(({ kind }) => kind === "issued");
  return {
    ...{ symbol, timeframe },
    issued: issued === undefined ? null : signalView(issued.signal),
    active: active === null ? null : signalView(active),
    decision: decision === null ? null : decisionView(decision),
    disclaimer: DISCLAIMER,
  };
}
