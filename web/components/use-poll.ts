import { useEffect, useMemo } from "preact/hooks";
import { openPageSight } from "../state/page-sight.ts";
import { openPoll, type Poll } from "../state/poll.ts";

const visible = openPageSight(document);

/** A poll for as long as the component lives; another `key` is another question, asked anew. */
export function usePoll<T>(key: string, everyMs: number, ask: (signal: AbortSignal) => Promise<T>): Poll<T> {
  // `ask` is new at each drawing; the key says what it asks.
  const poll = useMemo(() => openPoll(ask, everyMs, visible), [key, everyMs]);
  useEffect(() => () => poll.close(), [poll]);
  return poll;
}
