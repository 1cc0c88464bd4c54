import type { z } from "zod";
import type { History } from "../../contract/history.ts";
import type { BarQuery } from "../../contract/hub.ts";
import type { PairValueListSchema } from "../../contract/rest/pairs.ts";
import type { PairWindow } from "../../market/pairs/pair-at.ts";
import type { PairReading, PairValue } from "../../market/pairs/pair-value.ts";
import { readPairs } from "../../platform/d1/pairs.ts";
import { nextCursor } from "../bars/bar-request.ts";
import type { PairSymbol, Two } from "./joined-page.ts";
import { asOfValue, pairPage } from "./pair-page.ts";
import { fromStore } from "./stored.ts";

type PairValueList = z.infer<typeof PairValueListSchema>;

/** What nothing is known of. */
const NO_VERDICT = { id: "unknown", text: "There are no values in this range." } as const;

/** A page of a pair as it is computed of the bars now. @throws WickError as History does. */
export async function computedPairs(
  history: History,
  symbols: Two<PairSymbol>,
  about: PairWindow,
  query: BarQuery,
): Promise<PairValueList> {
  const page = await pairPage(history, symbols, about, query);
  return listOf(symbols, about, "computed", {
    ...{ values: page.values, newest: page.newest, skipped: page.skipped, cursor: page.cursor },
  });
}

/** A page of what was computed of a pair before. */
export async function storedPairs(
  db: D1Database,
  symbols: Two<PairSymbol>,
  about: PairWindow,
  query: BarQuery,
): Promise<PairValueList> {
  const [{ symbol: symbol1 }, { symbol: symbol2 }] = symbols;
  const { rows, more } = await fromStore(readPairs(db, { symbol1, symbol2, ...windowOf(about) }, query));
  return listOf(symbols, about, "stored", {
    values: rows.map(({ value }) => value.value),
    newest: rows.at(-1)?.value,
    skipped: 0,
    cursor: nextCursor(query, { bars: rows, more }),
  });
}

function windowOf({ timeframe, window }: PairWindow): PairWindow {
  return { timeframe, window };
}

function listOf(
  [{ symbol: symbol1 }, { symbol: symbol2 }]: Two<PairSymbol>,
  about: PairWindow,
  source: PairValueList["source"],
  page: {
    readonly values: readonly PairValue[];
    readonly newest: PairReading | undefined;
    readonly skipped: number;
    readonly cursor: string | null;
  },
): PairValueList {
  const { newest, values, skipped, cursor } = page;
  return {
    ...{ symbol1, symbol2, ...windowOf(about), source },
    values: values.map((value) => ({ ...value, missing: { ...value.missing } })),
    cointegration: newest?.cointegration ?? null,
    verdict: newest?.verdict ?? NO_VERDICT,
    skipped,
    asOf: asOfValue(values.at(-1), Date.now()),
    cursor,
  };
}
