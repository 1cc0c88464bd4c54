import type { SignalEvent } from "../signals/signal.ts";
import type { EpochMs } from "../time/timeframe.ts";
import type { PairAlertTimeframe, SignalHappening } from "./condition.ts";
import type { Cause } from "./firing.ts";
import { stepLevel } from "./level.ts";
import type { AlertRule, RuleState } from "./rule.ts";
import { signalSentence, zScoreSentence } from "./sentence.ts";

/** A pair's z-score at a final value; null where it does not exist. */
export interface ZScore {
  readonly timeframe: PairAlertTimeframe;
  readonly openTime: EpochMs;
  readonly closeTime: EpochMs;
  readonly zScore: number | null;
}

/** What of a signal's event makes a rule fire; null where nothing does. Each event is an edge by itself. */
export function meetsSignal({ condition }: AlertRule, event: SignalEvent, at: EpochMs): Cause | null {
  if (condition.type !== "signal") return null;
  const { signal } = event;
  if (condition.side !== null && condition.side !== signal.side) return null;
  if (!happeningsOf(event).some((one) => condition.events.includes(one))) return null;
  const which = event.kind === "target" ? `target${event.target}` : event.kind;
  return {
    id: `s${signal.timeframe}.${signal.decision.openTime}.${which}`,
    at,
    value: null,
    text: signalSentence(event),
  };
}

function happeningsOf(event: SignalEvent): readonly SignalHappening[] {
  switch (event.kind) {
    case "issued":
    case "target":
      return [event.kind];
    case "closed":
      return event.signal.closeReason === "stop" ? ["stop", "closed"] : ["closed"];
    case "expired":
      return ["closed"];
    default:
      return event satisfies never;
  }
}

/** What of a pair's value makes a rule fire; null where nothing does. Changes the level's state. */
export function meetsZScore(rule: AlertRule, state: RuleState, value: ZScore): Cause | null {
  const { condition } = rule;
  const { zScore } = value;
  if ((condition.type !== "zscore_high" && condition.type !== "zscore_low") || zScore === null) return null;
  const isHigh = condition.type === "zscore_high";
  const threshold = isHigh ? condition.threshold : -condition.threshold;
  const { hysteresis } = condition;
  const operator = isHigh ? "above" : "below";
  const level = { operator, threshold, low: threshold - hysteresis, high: threshold + hysteresis } as const;
  if (!stepLevel(level, state.level, zScore, rule.immediate)) return null;
  return {
    id: `z${value.timeframe}.${value.openTime}`,
    at: value.closeTime,
    value: String(zScore),
    text: zScoreSentence(rule.place, condition, zScore),
  };
}
