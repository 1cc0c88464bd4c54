import type { EpochMs } from "../../../market/time/timeframe.ts";

/** The exchange's time as far as it has shown: it is at least this late there. Never the machine's clock. */
export interface ExchangeClock {
  readonly time: EpochMs | null;
  advance(shown: EpochMs): void;
}

export function exchangeClock(): ExchangeClock {
  let time: EpochMs | null = null;
  return {
    get time() {
      return time;
    },
    advance(shown) {
      if (time === null || shown > time) time = shown;
    },
  };
}
