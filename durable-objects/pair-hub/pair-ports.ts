import type { BarQuery, HubBarPage } from "../../contract/hub.ts";
import type { LivePairTimeframe } from "../../contract/live-pairs.ts";
import type { PairValue } from "../../market/pairs/pair-value.ts";
import type { Later } from "../shared/fan-out-subscriber.ts";
import type { HubPort } from "../stream-relay/hub-port.ts";
import type { Sql } from "../symbol-hub/sql.ts";

/**
 * Is told of every final value before it is announced, in the transaction that stores it: what it writes is stored
 * with the value or not at all. This is where alerts on z-scores are decided.
 */
export interface PairWatcher {
  /** @param isNew false: the value was told before, and has changed by a correction. */
  onFinal(timeframe: LivePairTimeframe, value: PairValue, isNew: boolean): void;
  /** The end of the transaction, and what is behind it. */
  settle?(): void;
  stored?(): void;
  /** Which timeframes are to be followed though nobody listens. */
  timeframes?(): readonly LivePairTimeframe[];
}

export interface PairPorts {
  /** `BTCUSDT-ETHUSDT`, and its symbols. */
  readonly name: string;
  readonly symbols: readonly [string, string];
  readonly sql: Sql;
  readonly now: () => number;
  readonly later: Later;
  readonly random: () => number;
  readonly hubs: Pick<HubPort, "connect">;
  readonly getBars: (symbol: string, query: BarQuery) => Promise<HubBarPage>;
  readonly watcher?: PairWatcher;
  readonly onError: (what: string, error: unknown) => void;
}
