import type { z } from "zod";
import { WickError } from "../../contract/errors.ts";
import type { History } from "../../contract/history.ts";
import type { CorrelationMatrixSchema } from "../../contract/rest/pairs.ts";
import { correlationMatrix } from "../../market/pairs/correlation-matrix.ts";
import type { Side } from "../../market/pairs/joined-bar.ts";
import type { PairWindow } from "../../market/pairs/pair-at.ts";
import { closeTimeOf } from "../../market/time/timeframe.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { clockOf, type PairSymbol, sideBarOf } from "./joined-page.ts";

/** Symbols that are compared: 300 pairs at most. */
export const MATRIX_SYMBOLS = 25;
/** Bars read besides the window: some have no partner. */
const SPARE = 30;

/** Correlations of the newest bars of these symbols. One whose bars cannot be read has a row of nulls. */
export async function matrixOf(
  history: History,
  symbols: readonly PairSymbol[],
  { timeframe, window }: PairWindow,
): Promise<z.infer<typeof CorrelationMatrixSchema>> {
  const compared = symbols.slice(0, MATRIX_SYMBOLS);
  const sides = await Promise.all(
    compared.map(async ({ symbol, feed }): Promise<Side> => {
      try {
        const query = { timeframe, limit: window + SPARE, forming: true };
        const { bars } = await history.page(symbol, feed, query);
        return { bars: bars.filter(({ final }) => final).map(sideBarOf), clock: clockOf(bars) };
      } catch (error) {
        if (!(error instanceof WickError)) throw error;
        log({ event: "part_failed", part: `matrix ${symbol}`, error: errorText(error) });
        return { bars: [], clock: 0 };
      }
    }),
  );
  const { correlations, bars } = correlationMatrix(timeframe, sides, window);
  const newest = Math.max(-1, ...sides.flatMap((side) => side.bars.at(-1)?.openTime ?? []));
  return {
    timeframe,
    window,
    symbols: compared.map(({ symbol }) => symbol),
    correlations: correlations.map((row) => [...row]),
    bars: bars.map((row) => [...row]),
    asOf: newest < 0 ? null : closeTimeOf(newest, timeframe),
    omitted: symbols.length - compared.length,
  };
}
