import type {
  IndicatorsData,
  PatternsData,
  PatternsSnapshot,
  SignalsData,
  SignalsSnapshot,
} from "../../../contract/analysis-events.ts";
import { timeOfEvent } from "../../../contract/signals.ts";
import { eventJson } from "../../../contract/stream.ts";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import type { EpochMs } from "../../../market/time/timeframe.ts";

/** The texts of a hub's analyses. `ts` is the exchange's time of what is reported, so every copy is equal. */

export function indicatorsEvent(
  channel: string,
  seq: number,
  type: "snapshot" | "update",
  ts: EpochMs,
  data: IndicatorsData,
): string {
  return eventJson(channel, seq, type, ts, JSON.stringify(data));
}

export function patternsEvent(channel: string, seq: number, data: PatternsData): string {
  return eventJson(channel, seq, "update", data.closeTime, JSON.stringify(data));
}

export function patternsSnapshot(channel: string, seq: number, ts: EpochMs, data: PatternsSnapshot): string {
  return eventJson(channel, seq, "snapshot", ts, JSON.stringify(data));
}

export function signalsEvent(channel: string, seq: number, event: SignalEvent): string {
  const target = event.kind === "target" ? { target: event.target } : {};
  const data: SignalsData = { event: event.kind, ...target, signal: event.signal };
  return eventJson(channel, seq, "update", timeOfEvent(event), JSON.stringify(data));
}

export function signalsSnapshot(channel: string, seq: number, ts: EpochMs, data: SignalsSnapshot): string {
  return eventJson(channel, seq, "snapshot", ts, JSON.stringify(data));
}
