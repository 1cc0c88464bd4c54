import type { EpochMs, Timeframe } from "../time/timeframe.ts";
import type { Bar } from "./bar.ts";

/** Where final bars are kept. Calls are synchronous and belong to the caller's transaction. */
export interface BarStore {
  get(timeframe: Timeframe, openTime: EpochMs): Bar | undefined;
  /** Bars with `from <= openTime < before`, oldest first. */
  range(timeframe: Timeframe, from: EpochMs, before: EpochMs): readonly Bar[];
  put(timeframe: Timeframe, bar: Bar): void;
  /** Open time of the oldest bar kept. */
  oldest(timeframe: Timeframe): EpochMs | undefined;
}

/** A bar that became final, or a new revision of one. */
export interface BarEvent {
  readonly timeframe: Timeframe;
  readonly bar: Bar;
  /** Why a revision: the exchange's kline differs, a trade came late, a gap was repaired, a part changed. */
  readonly cause: "final" | "mismatch" | "late" | "repair" | "part";
}

/** Open minutes that have neither trades nor a kline: real silence, announced as a gap. */
export interface SilentMinutes {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly missed: number;
}
