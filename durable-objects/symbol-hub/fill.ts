import type { Trade } from "../../market/bars/trade.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";
import type { Gap } from "./gap.ts";

/** [BAR-13] */
export const FILL_LIMIT_MS = 60_000;
export const GAP_SPAN_MS = 30 * 60_000;
const PAGE = 1_000;
const EMPTY_RETRY_MS = 250;
const ERROR_RETRY_MS = 1_000;

export interface FillPorts {
  readonly core: Core;
  readonly rest: FeedRest;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** False once the hub was stopped: a fill in progress ends. */
  readonly running: () => boolean;
  readonly onGap: (gap: Gap) => void;
}

/**
 * Fetches what follows the last trade until nothing is missing any more. Trades that wait behind a hole wait
 * at most a minute; then, or when the exchange asks for more patience than that, the hole is given up.
 * @returns true when the sequence is whole as far as is known, false when it stopped before.
 */
export async function fill(ports: FillPorts): Promise<boolean> {
  const { core, rest, now } = ports;
  let hole: { readonly since: number; readonly endId: number } | undefined;
  core.count("fills");
  while (ports.running() && core.sequence.lastId !== null) {
    const held = core.firstHeld();
    if (held === undefined) hole = undefined;
    // One hole may follow another without a break; each has its own minute.
    else if (hole === undefined || core.sequence.lastId >= hole.endId)
      hole = { since: now(), endId: held.id };
    const left = FILL_LIMIT_MS - (hole === undefined ? 0 : now() - hole.since);
    if (core.holed && (left <= 0 || spansTooMuch(core))) {
      giveUp(ports);
      continue;
    }
    try {
      core.count("rest_requests");
      const page = await rest.aggTrades({ fromId: core.sequence.lastId + 1, limit: PAGE });
      const before = core.sequence.lastId;
      for (const trade of page) core.trade(trade);
      core.count("filled_trades", Math.max(0, (core.sequence.lastId ?? 0) - (before ?? 0)));
      if (!core.holed && page.length < PAGE) return true;
      if (core.holed && core.sequence.lastId === before) {
        // The exchange does not have the next trade: not yet, or (it has later ones) not any more.
        if (isPast(page, before)) giveUp(ports);
        else await ports.sleep(EMPTY_RETRY_MS);
      }
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      core.count("rest_errors");
      const wait = error.retryAfterMs ?? ERROR_RETRY_MS;
      if (core.holed && wait > left) giveUp(ports);
      // While nothing waits behind a hole, live trades may make one: look again soon.
      else await ports.sleep(Math.min(wait, core.holed ? wait : ERROR_RETRY_MS * 2));
      if (!core.holed && wait > FILL_LIMIT_MS) return false;
    }
  }
  return false;
}

function isPast(page: readonly Trade[], lastId: number): boolean {
  const first = page[0];
  return first !== undefined && first.id > lastId + 1;
}

function spansTooMuch(core: Core): boolean {
  const held = core.firstHeld();
  return held !== undefined && core.lastTime !== null && held.time - core.lastTime > GAP_SPAN_MS;
}

function giveUp(ports: FillPorts): void {
  const gap = ports.core.giveUp();
  if (gap !== undefined) ports.onGap(gap);
}
