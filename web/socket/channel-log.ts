import type { StreamEvent } from "./stream-event.ts";

/** What an event means to one who has everything up to `position`: pass it on, forget it, or ask again. */
export type Verdict = "next" | "old" | "hole";

/** Where an event stands after `position` (undefined: nothing is known yet, so anything may come first). */
export function judge(position: number | undefined, event: StreamEvent): Verdict {
  if (position === undefined) return "next";
  if (event.seq < position) return "old";
  // A snapshot replaces what came before it and may set any higher number.
  if (event.type === "snapshot") return "next";
  // Trades are only a log: a number that is known is a copy. Elsewhere it is a state event.
  if (event.seq === position) return event.ch.startsWith("trades:") ? "old" : "next";
  return event.seq === position + 1 ? "next" : "hole";
}
