import { WickError } from "../../contract/errors.ts";
import type { SymbolSignals } from "../../contract/rest/signals.ts";
import type { SignalHubRpc } from "../../contract/signals.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { decisionView, signalView } from "./signal-view.ts";

const HUB_MS = 5_000;

/** What a hub answers, within some seconds. @throws WickError unavailable, or what the hub threw. */
export async function askHub<T>(asked: Promise<T>): Promise<T> {
  const tooLate = () =>
    new WickError("unavailable", "The symbol's hub does not answer.", { retryAfterMs: HUB_MS });
  return await withDeadline(asked, HUB_MS, tooLate);
}

/** What a hub has decided, as REST answers it; while it cannot be asked, why: earlier signals are told all the same. */
export async function hubSignals(
  hub: Pick<SignalHubRpc, "getSignals">,
  timeframe: Timeframe,
): Promise<
  Pick<SymbolSignals, "asOf" | "final" | "revision" | "bars" | "decision" | "unavailable" | "active">
> {
  try {
    const { decision, revision, active, bars } = await askHub(hub.getSignals(timeframe));
    return {
      ...{ asOf: decision?.closeTime ?? null, final: true, revision, bars, unavailable: null },
      decision: decision === null ? null : decisionView(decision),
      active: active === null ? null : signalView(active),
    };
  } catch (error) {
    log({ event: "part_failed", part: "hub signals", error: errorText(error) });
    const unavailable = "The symbol's hub does not answer right now.";
    return {
      ...{ asOf: null, final: true, revision: null, bars: 0, decision: null, active: null },
      unavailable,
    };
  }
}
