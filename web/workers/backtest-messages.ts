import type { BacktestResult } from "../../market/backtest/result.ts";
import type { BacktestSettings } from "../../market/backtest/settings.ts";

/** Where bars come from: an address of the app that answers CSV, or a file of the viewer's. */
export type BarOrigin =
  | { readonly kind: "address"; readonly path: string }
  /** Its timeframe is told by its bars, whatever the settings say. */
  | { readonly kind: "file"; readonly file: File };

/** What the worker is asked; one backtest a worker, which is ended to give it up. */
export interface BacktestJob {
  readonly origin: BarOrigin;
  readonly settings: BacktestSettings;
}

export type BacktestNews =
  | { readonly kind: "reading"; readonly bars: number }
  /** The part of the bars that is done, 0 to 1. */
  | { readonly kind: "running"; readonly part: number; readonly bars: number }
  | { readonly kind: "done"; readonly result: BacktestResult; readonly ms: number }
  | { readonly kind: "failed"; readonly message: string };
