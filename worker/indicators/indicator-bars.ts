import { WickError } from "../../contract/errors.ts";
import type { History, SeriesName } from "../../contract/history.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";

/** Bars the history is asked for at a time. */
const BATCH = 5_000;

/** A page as `query` asks for it, however long: read in parts. @throws WickError as History does. */
export async function readLongPage(history: History, series: SeriesName, query: BarQuery): Promise<BarPage> {
  const parts: (readonly Bar[])[] = [];
  const isForward = query.from !== undefined;
  let { from, to, forming } = query;
  let left = query.limit;
  let more = true;
  while (more && left > 0) {
    const limit = Math.min(BATCH, left);
    const page = await history.page(series.symbol, series.feed, {
      ...{ timeframe: query.timeframe, limit },
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(forming === undefined ? {} : { forming }),
    });
    const [first, last] = [page.bars[0], page.bars.at(-1)];
    more = page.more;
    if (first === undefined || last === undefined) break;
    left -= page.bars.length;
    if (isForward) {
      parts.push(page.bars);
      from = last.openTime + TIMEFRAME_MS[query.timeframe];
    } else {
      parts.unshift(page.bars);
      to = first.openTime - 1;
      forming = false;
    }
    if (to !== undefined && (from ?? 0) > to) break;
  }
  return { bars: parts.flat(), more };
}

/** What the values of a page depend on besides the page. */
export interface Lead {
  /** Oldest first. */
  readonly bars: readonly PriceBar[];
  /** False: somebody who would know of older ones does not answer. */
  readonly complete: boolean;
}

/** The bars from `from` up to, without, `before`. @throws WickError unavailable */
export async function readLead(
  history: History,
  { symbol, feed, timeframe }: SeriesName,
  from: EpochMs,
  before: EpochMs,
): Promise<Lead> {
  const parts: PriceBar[][] = [];
  let to = before - 1;
  let complete = true;
  while (to >= from) {
    const limit = Math.min(BATCH, Math.ceil((to - from + 1) / TIMEFRAME_MS[timeframe]));
    const page = await tellable(history.page(symbol, feed, { timeframe, to, limit }));
    const first = page?.bars[0];
    complete = page !== undefined && (first !== undefined || !page.more);
    if (page === undefined || first === undefined) break;
    // What was read is not kept whole: a lead is long, and many are read at the same time.
    parts.unshift(page.bars.filter(({ openTime }) => openTime >= from).map(priceBarOf));
    if (!page.more) break;
    to = first.openTime - 1;
  }
  return { bars: parts.flat(), complete };
}

/** Undefined where the exchange would have to be asked and does not answer. */
async function tellable(page: Promise<BarPage>): Promise<BarPage | undefined> {
  try {
    return await page;
  } catch (error) {
    if (error instanceof WickError && error.code === "exchange_unavailable") return undefined;
    throw error;
  }
}
