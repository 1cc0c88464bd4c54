import type { History } from "../../contract/history.ts";
import { FORECAST_BARS } from "../../market/forecast/horizons.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";

/** The final bars that a forecast is made of. */
export interface ForecastBars {
  readonly row: SymbolRow;
  /** Oldest first. */
  readonly bars: readonly PriceBar[];
  /** Of the last bar; its close as exact text. */
  readonly openTime: EpochMs;
  readonly revision: number;
  readonly close: string;
}

/** A symbol's newest final bars; null where it has none. @throws WickError as History does. */
export async function forecastBars(
  history: History,
  row: SymbolRow,
  timeframe: Timeframe,
): Promise<ForecastBars | null> {
  const { bars } = await history.page(row.symbol, row.feed, { timeframe, limit: FORECAST_BARS });
  const last = bars.at(-1);
  if (last === undefined) return null;
  const { openTime, revision, close } = last;
  return { row, bars: bars.map(priceBarOf), openTime, revision, close };
}
