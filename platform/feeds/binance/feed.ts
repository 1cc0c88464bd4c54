import type { WeightLedgerRpc } from "../../../contract/rpc.ts";
import type { Feed } from "../feed.ts";
import { CONNECTION_LIMITS, type ConnectionLimits } from "./connection-limits.ts";
import { exchangeClock } from "./exchange-clock.ts";
import { liveFeed } from "./live.ts";
import { binanceRest } from "./rest.ts";
import { requestSender } from "./rest-request.ts";
import type { OpenSocket } from "./socket.ts";
import { openByConstructor } from "./socket-standard.ts";
import { openByUpgrade } from "./socket-upgrade.ts";
import { weightBudget } from "./weight-budget.ts";

export interface BinanceFeedOptions {
  /** As the exchange writes it: `BTCUSDT`. */
  readonly symbol: string;
  /** Base URLs without a trailing slash, tried in order; at least one of each. */
  readonly restUrls: readonly string[];
  readonly wsUrls: readonly string[];
  readonly ledger: Pick<WeightLedgerRpc, "lease" | "report">;
  readonly fetch?: typeof fetch;
  /** The machine's clock in ms, for time-outs only, and numbers in [0, 1). */
  readonly now: () => number;
  readonly random: () => number;
  /** How sockets are opened; by default as the runtime does it best. */
  readonly openSocket?: OpenSocket;
  readonly limits?: Partial<ConnectionLimits>;
  readonly requestTimeoutMs?: number;
  /** Weight leased at once; by default enough for many requests. */
  readonly leaseBlock?: number;
}

/** The spot market of Binance for one symbol. Behaviour: docs/spec/feeds.md. */
export function binanceFeed(options: BinanceFeedOptions): Feed {
  const { symbol, restUrls, wsUrls, ledger, now, random } = options;
  // workerd's fetch insists on being called as the global's own method.
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const clock = exchangeClock();
  const budget = weightBudget(ledger, now, options.leaseBlock);
  const timeoutMs = options.requestTimeoutMs ?? 10_000;
  const send = requestSender({ urls: restUrls, budget, fetch: fetcher, now, timeoutMs });
  const openSocket = options.openSocket ?? (canUpgrade() ? openByUpgrade(fetcher, now) : openByConstructor);
  const limits = { ...CONNECTION_LIMITS, ...options.limits };
  const onStopped = (status: 418 | 429, retryAfterMs: number) => {
    void budget.stop(status, retryAfterMs);
  };

  return {
    live: (handlers) =>
      liveFeed({ symbol, wsUrls, openSocket, limits, clock, now, random, onStopped }, handlers),
    rest: binanceRest(symbol, send, clock),
  };
}

/** `fetch` with Upgrade is workerd's own, as its WebSocketPair is. */
function canUpgrade(): boolean {
  return "WebSocketPair" in globalThis;
}
