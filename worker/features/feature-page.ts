import { WickError } from "../../contract/errors.ts";
import type { History } from "../../contract/history.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { SymbolConfig } from "../../contract/symbol.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { WINDOW } from "../../market/features/feature-row.ts";
import { readFeatureRows, type StoredFeatureRow } from "../../platform/d1/technical-features.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { LEAD, rowsOf } from "./stored-rows.ts";

/** A bar and its features. */
export interface BarFeatures {
  readonly bar: Bar;
  /** Bars they were computed of. */
  readonly bars: number;
  /** In the catalog's order. */
  readonly values: readonly (number | null)[];
}

export interface FeaturePage {
  readonly rows: readonly BarFeatures[];
  /** The bars of these rows. */
  readonly page: BarPage;
}

interface Ports {
  readonly db: D1Database;
  readonly history: History;
}

/**
 * The features of a page of bars. What is stored and true is taken from there; the newest bars, the one that forms,
 * what has just been corrected, and what was never stored are computed now, to the same bits ([FEAT-20]).
 * @param admit is told how many rows are to be computed, before they are: it may refuse by throwing.
 * @throws WickError as History does, and what `admit` throws.
 */
export async function featurePage(
  ports: Ports,
  { symbol, feed }: { readonly symbol: string; readonly feed: SymbolConfig["feed"] },
  query: BarQuery,
  admit: (rows: number) => void = () => {},
): Promise<FeaturePage> {
  const page = await ports.history.page(symbol, feed, query);
  const first = page.bars[0];
  if (first === undefined) return { rows: [], page };
  const stored = await leadingRows(ports.db, symbol, query, page.bars);
  admit(page.bars.length - stored.length);
  const before = await barsBefore(ports.history, symbol, feed, query, first, stored.length, page.bars.length);
  const lead = [...before, ...page.bars.slice(0, stored.length)].slice(-LEAD);
  const all = [...stored, ...rowsOf(lead, page.bars.slice(stored.length))];
  const rows = page.bars.flatMap((bar, i) => {
    const row = all[i];
    return row === undefined ? [] : [{ bar, bars: row.bars, values: row.values }];
  });
  return { rows, page };
}

/**
 * The stored rows of the first of these bars, up to the first that does not hold: of a whole window, and of bars that
 * have not changed since. A corrected bar is in all rows after it as well; so behind one, all are computed.
 */
async function leadingRows(
  db: D1Database,
  symbol: string,
  { timeframe }: BarQuery,
  bars: readonly Bar[],
): Promise<readonly StoredFeatureRow[]> {
  const from = bars[0]?.openTime;
  const to = bars.at(-1)?.openTime;
  // Seconds have no stored rows.
  if (from === undefined || to === undefined || timeframe === "1s") return [];
  try {
    const { rows, staleFrom } = await readFeatureRows(db, symbol, timeframe, { from, to });
    const end = bars.findIndex(({ openTime, final, revision }, i) => {
      const row = rows[i];
      const isWhole = row !== undefined && row.openTime === openTime && row.bars === WINDOW;
      return !isWhole || !final || row.revision !== revision || (staleFrom !== null && openTime >= staleFrom);
    });
    return end < 0 ? rows : rows.slice(0, end);
  } catch (error) {
    log({ event: "part_failed", part: "d1 features", error: errorText(error) });
    return [];
  }
}

/** The bars before a page that its row at `start` needs besides those of the page; none where all are there. */
async function barsBefore(
  history: History,
  symbol: string,
  feed: SymbolConfig["feed"],
  { timeframe }: BarQuery,
  first: Bar,
  start: number,
  count: number,
): Promise<readonly Bar[]> {
  if (start === count || start >= LEAD || first.openTime <= 0) return [];
  try {
    const limit = LEAD - start;
    return (await history.page(symbol, feed, { timeframe, to: first.openTime - 1, limit })).bars;
  } catch (error) {
    // Nobody can tell what was before: the rows are of fewer bars, and say so.
    if (error instanceof WickError && error.code === "exchange_unavailable") return [];
    throw error;
  }
}
