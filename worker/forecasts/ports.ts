import type { History } from "../../contract/history.ts";
import type { Inference, Models } from "../../contract/inference.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";

/** What runs trained models. */
export interface Forecasting {
  readonly models: Models;
  readonly inference: Inference;
}

/** What forecasts are made with. */
export interface ForecastPorts {
  readonly db: D1Database;
  readonly history: History;
  /** The machine's clock: for `loggedAt` alone. */
  readonly now: () => EpochMs;
  /** The clock that tells whether a symbol's last bar is old; null where nobody can tell. Does not throw. */
  readonly clock: (row: Pick<SymbolRow, "symbol" | "feed">) => Promise<EpochMs | null>;
  /** Absent where there is no store of models: baselines answer. */
  readonly forecasting?: Forecasting | undefined;
}
