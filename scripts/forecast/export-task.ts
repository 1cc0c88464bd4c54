import type { Timeframe } from "../../market/time/timeframe.ts";
import type { KlineFile } from "../features/kline-files.ts";

/** A series that a worker is to export. */
export interface ExportTask {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly files: readonly KlineFile[];
  /** The folder that its file goes to. */
  readonly out: string;
}

export interface ExportDone {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
}
