import type { Trade } from "./trade.ts";

/** The trades of one symbol in the order of their aggregate ids ([BAR-10] to [BAR-12]). */
export interface Sequence {
  /** The last id passed on; null before the first. */
  lastId: number | null;
  /** Trades beyond a hole, by id. */
  readonly held: Map<number, Trade>;
}

/** More held trades than this are not kept: they can be fetched again like the hole before them. */
export const MAX_HELD = 50_000;

export type Admission = "accepted" | "duplicate" | "held" | "dropped";

export function newSequence(lastId: number | null): Sequence {
  return { lastId, held: new Map() };
}

/** Passes the trade, and the held ones it makes contiguous, to `accept`; or holds or drops it. */
export function admit(sequence: Sequence, trade: Trade, accept: (trade: Trade) => void): Admission {
  if (sequence.lastId !== null) {
    if (trade.id <= sequence.lastId) return "duplicate";
    if (trade.id !== sequence.lastId + 1) {
      if (sequence.held.has(trade.id)) return "duplicate";
      if (sequence.held.size >= MAX_HELD) return "dropped";
      sequence.held.set(trade.id, trade);
      return "held";
    }
  }
  sequence.lastId = trade.id;
  accept(trade);
  if (sequence.held.size > 0) release(sequence, accept);
  return "accepted";
}

function release(sequence: Sequence, accept: (trade: Trade) => void): void {
  for (;;) {
    const next = (sequence.lastId ?? -1) + 1;
    const trade = sequence.held.get(next);
    if (trade === undefined) return;
    sequence.held.delete(next);
    sequence.lastId = next;
    accept(trade);
  }
}

/** The first trade behind the hole, if there is one. */
export function firstHeld(sequence: Sequence): Trade | undefined {
  let first: Trade | undefined;
  for (const trade of sequence.held.values()) {
    if (first === undefined || trade.id < first.id) first = trade;
  }
  return first;
}

/** Gives the hole up: continues with the first held trade. Returns how many ids were skipped. */
export function skipHole(sequence: Sequence, accept: (trade: Trade) => void): number {
  const first = firstHeld(sequence);
  if (first === undefined || sequence.lastId === null) return 0;
  const missed = first.id - sequence.lastId - 1;
  sequence.lastId = first.id - 1;
  release(sequence, accept);
  return missed;
}
