import type { History } from "../../contract/history.ts";
import type { BarQuery } from "../../contract/hub.ts";
import { type PairWindow, pairAt, pairReading } from "../../market/pairs/pair-at.ts";
import { pairColumns } from "../../market/pairs/pair-series.ts";
import type { PairReading, PairValue } from "../../market/pairs/pair-value.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import { cursorAt, nextCursor } from "../bars/bar-request.ts";
import { joinedPage, type PairSymbol, type Two } from "./joined-page.ts";

/** Computed values of a pair. */
export interface PairPage {
  /** Oldest first. */
  readonly values: readonly PairValue[];
  /** The newest of them with its window's test; undefined where the page is empty. */
  readonly newest: PairReading | undefined;
  readonly skipped: number;
  readonly cursor: string | null;
}

/**
 * The values of a page of joined bars, each of the window that ends there.
 * @throws WickError as History does.
 */
export async function pairPage(
  history: History,
  symbols: Two<PairSymbol>,
  about: PairWindow,
  query: BarQuery,
): Promise<PairPage> {
  const page = await joinedPage(history, symbols, query, about.window - 1);
  const all = page.forming === undefined ? page.bars : [...page.bars, page.forming];
  const columns = pairColumns(all);
  const isFinal = (index: number) => index < page.bars.length;
  const values: PairValue[] = [];
  for (let i = page.lead; i < all.length; i++) values.push(pairAt(columns, i, about, isFinal(i)));
  const last = all.length - 1;
  const newest = values.length === 0 ? undefined : pairReading(columns, last, about, isFinal(last));
  const found = { bars: page.bars.slice(page.lead), more: page.more };
  const empty = page.more && found.bars.length === 0 ? cursorAt(query, page.next) : null;
  return { values, newest, skipped: page.skipped, cursor: nextCursor(query, found) ?? empty };
}

/** The time the newest of some values speaks for: `now` while it forms, its close when it is final. */
export function asOfValue(value: PairValue | undefined, now: EpochMs): EpochMs | null {
  if (value === undefined) return null;
  return value.final ? value.closeTime : Math.min(now, value.closeTime);
}
