import type { EpochMs } from "../time/timeframe.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { CloseReason, Signal, SignalEvent, SignalStatus } from "./signal.ts";

/** One link of a symbol's chain of events ([SIG-50]). */
export interface SignalRecord {
  readonly symbol: string;
  /** From 1, without holes. */
  readonly seq: number;
  /** Hash of the link before; 64 zeros for the first. */
  readonly previousHash: string;
  readonly hash: string;
  /** When it happened, on the exchange's clock. */
  readonly at: EpochMs;
  /** Canonical JSON of a `RecordBody`. */
  readonly body: string;
}

export const FIRST_PREVIOUS_HASH = "0".repeat(64);

/** What changes of a signal after it was issued. */
export interface SignalChange {
  readonly status: SignalStatus;
  readonly touchedAt: readonly [EpochMs | null, EpochMs | null, EpochMs | null];
  readonly closedAt: EpochMs | null;
  readonly closeReason: CloseReason | null;
  readonly closePrice: number | null;
  readonly age: number;
  readonly best: number;
  readonly worst: number;
}

/** What a record tells: a signal whole when it is issued, then what has changed of it. */
export type RecordBody =
  | { readonly kind: "issued"; readonly signal: Signal }
  | {
      readonly kind: "target";
      readonly target: 1 | 2 | 3;
      readonly id: string;
      readonly change: SignalChange;
    }
  | { readonly kind: "closed" | "expired"; readonly id: string; readonly change: SignalChange };

/** What is hashed of a record: its fields, a line each. No field but the body, which is last, can hold a line break. */
export function recordText(record: Omit<SignalRecord, "hash">): string {
  const { symbol, seq, previousHash, at, body } = record;
  return `wick-signal-record-1\n${symbol}\n${seq}\n${previousHash}\n${at}\n${body}`;
}

/** The body of an event's record. */
export function recordBody(event: SignalEvent): RecordBody {
  const { signal } = event;
  if (event.kind === "issued") return { kind: "issued", signal };
  const { status, touchedAt, closedAt, closeReason, closePrice, age, best, worst } = signal;
  const change: SignalChange = { status, touchedAt, closedAt, closeReason, closePrice, age, best, worst };
  if (event.kind === "target") return { kind: "target", target: event.target, id: signal.id, change };
  return { kind: event.kind, id: signal.id, change };
}

/** Where a chain ends. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/**
 * The next link of a chain.
 * @param head the last link so far; null for the first.
 * @param sha256 SHA-256 of a text's UTF-8, as 64 hex digits in lower case.
 */
export function nextRecord(
  symbol: string,
  head: ChainEnd | null,
  event: SignalEvent,
  at: EpochMs,
  sha256: (text: string) => string,
): SignalRecord {
  const unsigned = {
    symbol,
    seq: (head?.seq ?? 0) + 1,
    previousHash: head?.hash ?? FIRST_PREVIOUS_HASH,
    at,
    body: canonicalJson(recordBody(event)),
  };
  return { ...unsigned, hash: sha256(recordText(unsigned)) };
}
