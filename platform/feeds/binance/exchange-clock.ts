import type { EpochMs } from "../../../market/time/timeframe.ts";

/** The exchange's time as far as its events have told; the machine's clock is never asked. */
export interface ExchangeClock {
  readonly time: EpochMs | null;
  advance(eventTime: EpochMs): void;
}

export function exchangeClock(): ExchangeClock {
  let time: EpochMs | null = null;
  return {
    get time() {
      return time;
    },
    advance(eventTime) {
      if (time === null || eventTime > time) time = eventTime;
    },
  };
}
