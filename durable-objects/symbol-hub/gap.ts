import type { EpochMs } from "../../market/time/timeframe.ts";

/** A hole in the trade sequence that was given up. */
export interface Gap {
  readonly fromId: number;
  readonly toId: number;
  readonly fromTime: EpochMs;
  readonly toTime: EpochMs;
}
