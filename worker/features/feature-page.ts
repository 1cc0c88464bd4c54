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
 * @throws WickError as History does.
 */
export async function featurePage(
  ports: Ports,
  { symbol, feed }: { readonly symbol: string; readonly feed: SymbolConfig["feed"] },
  query: BarQuery,
): Promise<FeaturePage> {
  const page = await ports.history.page(symbol, feed, query);
  const first = page.bars[0];
  if (first === undefined) return { rows: [], page };
  const stored = await validRows(ports.db, symbol, query, page.bars);
  const missing = page.bars.findIndex(({ openTime }) => !stored.has(openTime));
  const start = missing < 0 ? page.bars.length : missing;
  const before =
    start === page.bars.length ? [] : await barsBefore(ports.history, symbol, feed, query, first, start);
  const lead = [...before, ...page.bars.slice(0, start)].slice(-LEAD);
  // From the first missing row on all are computed: those that are stored between come out the same.
  const computed = rowsOf(lead, page.bars.slice(start));
  const rows = page.bars.map((bar, i) => {
    const row = i < start ? stored.get(bar.openTime) : computed[i - start];
    if (row === undefined) throw new Error(`no row of ${symbol} at ${bar.openTime}`);
    return { bar, bars: row.bars, values: row.values };
  });
  return { rows, page };
}

/** The stored rows of these bars that hold, by open time: of whole windows, and of bars that have not changed since. */
async function validRows(
  db: D1Database,
  symbol: string,
  { timeframe }: BarQuery,
  bars: readonly Bar[],
): Promise<ReadonlyMap<number, StoredFeatureRow>> {
  const valid = new Map<number, StoredFeatureRow>();
  const from = bars[0]?.openTime;
  const to = bars.at(-1)?.openTime;
  // Seconds have no stored rows.
  if (from === undefined || to === undefined || timeframe === "1s") return valid;
  try {
    const { rows, staleFrom } = await readFeatureRows(db, symbol, timeframe, { from, to });
    const byTime = new Map(rows.map((row) => [row.openTime, row]));
    for (const { openTime, final, revision } of bars) {
      const row = byTime.get(openTime);
      if (!final || (staleFrom !== null && openTime >= staleFrom)) break;
      if (row === undefined || row.bars < WINDOW) continue;
      // A corrected bar is in all rows after it as well.
      if (row.revision !== revision) break;
      valid.set(openTime, row);
    }
  } catch (error) {
    log({ event: "part_failed", part: "d1 features", error: errorText(error) });
  }
  return valid;
}

/** The bars before a page that the row at `start` needs besides those of the page. */
async function barsBefore(
  history: History,
  symbol: string,
  feed: SymbolConfig["feed"],
  { timeframe }: BarQuery,
  first: Bar,
  start: number,
): Promise<readonly Bar[]> {
  if (start >= LEAD || first.openTime <= 0) return [];
  try {
    const limit = LEAD - start;
    return (await history.page(symbol, feed, { timeframe, to: first.openTime - 1, limit })).bars;
  } catch (error) {
    // Nobody can tell what was before: the rows are of fewer bars, and say so.
    if (error instanceof WickError && error.code === "exchange_unavailable") return [];
    throw error;
  }
}
