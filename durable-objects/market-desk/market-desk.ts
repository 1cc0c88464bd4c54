import { DurableObject } from "cloudflare:workers";
import type {
  CoinChart,
  CoinDetails,
  CoinMarket,
  CoinName,
  DeskStatus,
  MarketDeskRpc,
  MarketsAnswer,
  Sourced,
} from "../../contract/market.ts";
import { LEDGER_NAME } from "../../contract/rpc.ts";
import { putUsage } from "../../platform/d1/api-usage.ts";
import { type Env, parseConfig } from "../../platform/env.ts";
import { requestSender } from "../../platform/feeds/binance/rest-request.ts";
import { weightBudget } from "../../platform/feeds/binance/weight-budget.ts";
import { configuredSources } from "../../platform/sources/configured.ts";
import { Desk, type DeskState } from "../../platform/sources/desk.ts";
import type { Kept } from "../../platform/sources/market-shelf.ts";
import { dueUsage, NOTHING_WRITTEN, type UsageMark } from "../../platform/sources/usage-log.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";

const STATE = "state";
const MARKETS = "markets";
const USAGE = "usage";
const EXCHANGE_MS = 4_000;

/**
 * The one that asks outside market APIs. It has no timers and no sockets: between questions it may be evicted,
 * and goes on from what it stored.
 */
export class MarketDesk extends DurableObject<Env> implements MarketDeskRpc {
  readonly #desk: Desk;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const config = parseConfig(env);
    const { kv } = ctx.storage;
    const now = () => Date.now();
    const { used, unused } = configuredSources(config, {
      fetch: (input, init) => fetch(input, init),
      now,
      exchange: requestSender({
        urls: config.BINANCE_REST_URL,
        budget: weightBudget(env.WEIGHT_LEDGER.getByName(LEDGER_NAME), now),
        fetch: (input, init) => fetch(input, init),
        now,
        timeoutMs: EXCHANGE_MS,
      }),
    });
    this.#desk = new Desk({
      sources: used,
      unused,
      now,
      sleep: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
      load: () => ({ state: kv.get<DeskState>(STATE), markets: kv.get<readonly Kept[]>(MARKETS) ?? [] }),
      saveState: (state) => kv.put(STATE, state),
      saveMarkets: (markets) => kv.put(MARKETS, markets),
      background: (work) => ctx.waitUntil(work),
    });
  }

  async markets(coins: readonly CoinName[], options?: { readonly fresh: boolean }): Promise<MarketsAnswer> {
    return await this.#recorded(this.#desk.markets(coins, options));
  }

  async keptMarkets(coins: readonly CoinName[]): Promise<readonly CoinMarket[]> {
    return await this.#desk.keptMarkets(coins);
  }

  async details(coin: CoinName): Promise<Sourced<CoinDetails>> {
    return await this.#recorded(this.#desk.details(coin));
  }

  async chart(coin: CoinName, days: number): Promise<Sourced<CoinChart>> {
    return await this.#recorded(this.#desk.chart(coin, days));
  }

  async status(): Promise<DeskStatus> {
    return await this.#desk.status();
  }

  async resetStats(): Promise<void> {
    await this.#desk.resetStats();
  }

  /** The answer; behind it the day's use goes to D1 when that is due. A D1 that fails is told the next time. */
  async #recorded<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    const { kv } = this.ctx.storage;
    const { rows, mark } = dueUsage(
      this.#desk.gates,
      kv.get<UsageMark>(USAGE) ?? NOTHING_WRITTEN,
      Date.now(),
    );
    if (rows.length > 0) {
      const written = putUsage(this.env.DB, rows).then(
        () => kv.put(USAGE, mark),
        (error: unknown) => log({ event: "refresh_failed", what: "api_usage", error: errorText(error) }),
      );
      this.ctx.waitUntil(written);
    }
    return value;
  }
}
