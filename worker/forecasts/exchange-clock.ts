import type { HubStatus } from "../../contract/hub.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { Config } from "../../platform/config.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

const HUB_MS = 5_000;

/**
 * The clock that tells whether a symbol's last bar is old ([FC-93]). A live exchange's is the machine's, so that a feed
 * that has stopped is seen to be behind; of a recording, or of pushed ticks, the newest event's time. Null where
 * nobody can tell.
 */
export function exchangeClock(ports: {
  readonly config: Pick<Config, "MARKET_SOURCE">;
  readonly now: () => EpochMs;
  readonly hub: (symbol: string) => { getStatus(): Promise<HubStatus> };
}): (symbol: string) => Promise<EpochMs | null> {
  return async (symbol) => {
    try {
      const { source, exchangeTime } = await withDeadline(ports.hub(symbol).getStatus(), HUB_MS, "the hub");
      return source === "binance" ? ports.now() : exchangeTime;
    } catch (error) {
      log({ event: "hub_failed", symbol, action: "clock", error: errorText(error) });
      return ports.config.MARKET_SOURCE === "binance" ? ports.now() : null;
    }
  };
}
