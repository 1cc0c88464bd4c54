import type { Gap, TradesEvent, ViewTrade } from "./wire.ts";

export type TapeRow =
  | ({ readonly kind: "trade" } & ViewTrade)
  | { readonly kind: "gap"; readonly id: string; readonly time: number; readonly gap: Gap };

/** The newest rows first. */
export interface Tape {
  readonly rows: readonly TapeRow[];
  /** Highest trade id shown; a trade at or below it is a repetition. */
  readonly lastId: number;
}

export const EMPTY_TAPE: Tape = { rows: [], lastId: -1 };
export const TAPE_ROWS = 80;

/**
 * The tape after some events, in the order of the stream. A snapshot that does not join what is shown
 * starts the tape anew: a hole must not look like a quiet market.
 */
export function applyTrades(tape: Tape, events: readonly TradesEvent[]): Tape {
  const added: TapeRow[] = [];
  let rows = tape.rows;
  let lastId = tape.lastId;
  for (const event of events) {
    if (event.kind === "gap") {
      added.push({
        kind: "gap",
        id: `gap-${event.gap.from}-${event.gap.to}`,
        time: event.gap.to,
        gap: event.gap,
      });
      continue;
    }
    const first = event.trades[0];
    if (event.kind === "snapshot" && first !== undefined && first.id > lastId + 1) {
      rows = [];
      added.length = 0;
    }
    for (const trade of event.trades) {
      if (trade.id <= lastId) continue;
      lastId = trade.id;
      added.push({ kind: "trade", ...trade });
    }
  }
  if (added.length === 0) return tape;
  return { rows: [...added.slice(-TAPE_ROWS).reverse(), ...rows].slice(0, TAPE_ROWS), lastId };
}
