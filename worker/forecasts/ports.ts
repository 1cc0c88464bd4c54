import type { History } from "../../contract/history.ts";
import type { Inference, Models } from "../../contract/inference.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

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
  /** The exchange's clock as a symbol's hub has it; null where nobody can tell. Does not throw. */
  readonly clock: (symbol: string) => Promise<EpochMs | null>;
  /** Absent where there is no store of models: baselines answer. */
  readonly forecasting?: Forecasting | undefined;
}
