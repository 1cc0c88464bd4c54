import { ANALYSED_TIMEFRAMES, ANALYSIS_KINDS } from "../../contract/channels.ts";
import { MODEL_TIMEFRAMES } from "../../market/forecast/horizons.ts";
import { TIMEFRAMES } from "../../market/time/timeframe.ts";
import type { Core } from "./core.ts";
import { statusEvent, tickerEvent } from "./events.ts";

/** Every channel of a symbol. */
export function channelsOf(symbol: string): string[] {
  return [
    ...["trades", "ticker", "status"].map((kind) => `${kind}:${symbol}`),
    ...TIMEFRAMES.map((timeframe) => `bars:${symbol}:${timeframe}`),
    ...ANALYSIS_KINDS.flatMap((kind) =>
      ANALYSED_TIMEFRAMES.map((timeframe) => `${kind}:${symbol}:${timeframe}`),
    ),
    ...MODEL_TIMEFRAMES.map((timeframe) => `forecast:${symbol}:${timeframe}`),
  ];
}

/** What the ticker or the feed's status is now; undefined before the first ticker. */
export function stateSnapshot(core: Core, kind: "ticker" | "status"): string | undefined {
  const channel = `${kind}:${core.symbol}`;
  const seq = core.journal.head(kind);
  if (kind === "status") return statusEvent(channel, seq, "snapshot", core.engine.state.clock, core.status);
  return core.ticker === null ? undefined : tickerEvent(channel, seq, "snapshot", core.ticker);
}
