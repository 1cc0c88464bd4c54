import type { z } from "zod";
import type { History } from "../../contract/history.ts";
import type { BarQuery } from "../../contract/hub.ts";
import type { PriceStatsListSchema } from "../../contract/rest/pairs.ts";
import type { PairWindow } from "../../market/pairs/pair-at.ts";
import { readStats } from "../../platform/d1/pairs.ts";
import { nextCursor } from "../bars/bar-request.ts";
import type { PairSymbol } from "./joined-page.ts";
import { statsPage } from "./stats-page.ts";
import { fromStore } from "./stored.ts";

type PriceStatsList = z.infer<typeof PriceStatsListSchema>;

/** A page of statistics as they are computed of the bars now. @throws WickError as History does. */
export async function computedStats(
  history: History,
  row: PairSymbol,
  { timeframe, window }: PairWindow,
  query: BarQuery,
): Promise<PriceStatsList> {
  const { stats, cursor } = await statsPage(history, row, window, query);
  const asOf = stats.at(-1)?.closeTime ?? null;
  return { symbol: row.symbol, timeframe, window, source: "computed", stats: [...stats], asOf, cursor };
}

/** A page of what was computed before. */
export async function storedStats(
  db: D1Database,
  { symbol }: PairSymbol,
  { timeframe, window }: PairWindow,
  query: BarQuery,
): Promise<PriceStatsList> {
  const { rows, more } = await fromStore(readStats(db, { symbol, timeframe, window }, query));
  const stats = rows.map(({ value }) => value);
  const asOf = stats.at(-1)?.closeTime ?? null;
  const cursor = nextCursor(query, { bars: rows, more });
  return { symbol, timeframe, window, source: "stored", stats, asOf, cursor };
}
