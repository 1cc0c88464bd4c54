import type { HubStatus } from "../../contract/hub.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { Config } from "../../platform/config.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { withDeadline } from "../../platform/deadline.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

const HUB_MS = 5_000;

/**
 * The clock that tells whether a symbol's last bar is old ([FC-93]). A live exchange's is the machine's, so that a feed
 * that has stopped is seen to be behind; of a recording, and of pushed ticks, the newest event's time. Null where
 * nobody can tell.
 */
export function exchangeClock(ports: {
  readonly config: Pick<Config, "MARKET_SOURCE">;
  readonly now: () => EpochMs;
  readonly hub: (symbol: string) => { getStatus(): Promise<HubStatus> };
}): (row: Pick<SymbolRow, "symbol" | "feed">) => Promise<EpochMs | null> {
  return async ({ symbol, feed }) => {
    if (feed === "binance" && ports.config.MARKET_SOURCE === "binance") return ports.now();
    try {
      return (await withDeadline(ports.hub(symbol).getStatus(), HUB_MS, "the hub")).exchangeTime;
    } catch (error) {
      log({ event: "hub_failed", symbol, action: "clock", error: errorText(error) });
      return null;
    }
  };
}
