import type { ChainEnd } from "../market/signals/record.ts";
import type { Decision, Signal, SignalEvent } from "../market/signals/signal.ts";
import type { EpochMs, Timeframe } from "../market/time/timeframe.ts";

/** What a hub knows of the signals of one timeframe. */
export interface HubSignals {
  readonly timeframe: Timeframe;
  /** What was decided at the newest final bar; null while there is none. */
  readonly decision: Decision | null;
  /** Revision of that bar. */
  readonly revision: number | null;
  /** The signal that runs, with its age and excursions up to the last trade. */
  readonly active: Signal | null;
  /** Final bars that indicators and patterns were folded from: few in a young series. */
  readonly bars: number;
}

/** What came of evaluating the newest final bar. */
export interface GeneratedSignal {
  readonly decision: Decision | null;
  readonly active: Signal | null;
  /** Stored and recorded when this is answered. Empty: the bar has been decided on already, or says HOLD. */
  readonly events: readonly SignalEvent[];
}

/** What a symbol's hub offers of signals: it is their only writer. */
export interface SignalHubRpc {
  getSignals(timeframe: Timeframe): Promise<HubSignals>;
  /** Evaluates the newest final bar now, and issues its signal unless that was done. Idempotent. */
  generateSignal(timeframe: Timeframe): Promise<GeneratedSignal>;
  /** The last link of the record as the hub has it: what the stored chain has to end with. Null before the first. */
  getSignalHead(): Promise<ChainEnd | null>;
}

/** When an event of a signal happened, on the exchange's clock: what `nextRecord` is to be told. */
export function timeOfEvent(event: SignalEvent): EpochMs {
  const { signal } = event;
  switch (event.kind) {
    case "issued":
      return signal.issuedAt;
    case "target":
      return signal.touchedAt[event.target - 1] ?? signal.issuedAt;
    case "closed":
    case "expired":
      return signal.closedAt ?? signal.issuedAt;
    default:
      return event satisfies never;
  }
}
