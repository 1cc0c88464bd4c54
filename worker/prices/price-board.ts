import { coinOfBase } from "../../contract/coins.ts";
import type { HubStatus, Ticker } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { dayOf } from "./bar-ticker.ts";
import { type Day, type Price, UNKNOWN_DAY } from "./price.ts";

/** What the board asks of a hub. */
export interface PricedHub {
  getStatus(): Promise<HubStatus>;
  getTicker(): Promise<Ticker | null>;
  getBars(query: { timeframe: "1h"; limit: number; forming: boolean }): Promise<{ bars: readonly Bar[] }>;
}

export interface PriceBoardOptions {
  readonly symbols: () => Promise<readonly SymbolRow[]>;
  readonly hub: (symbol: string) => PricedHub;
  readonly now: () => EpochMs;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface BoardState {
  readonly prices: readonly Price[];
  readonly asOf: EpochMs;
}

/** Hourly closes move once an hour and the last with the price: a minute old is as good as new. */
const HOURLY_TRUST_MS = 60_000;
/** A hub that fills a gap may let a reader wait; the board shows what it has instead. */
const PATIENCE_MS = 2_000;
const HOURS = 25;

/** The prices of all symbols as last collected from the hubs. Memory only. */
export class PriceBoard {
  readonly #options: PriceBoardOptions;
  readonly #hourly = new Map<string, { readonly bars: readonly Bar[]; readonly until: number }>();
  #state: BoardState | undefined;
  #collectingSince: number | undefined;

  constructor(options: PriceBoardOptions) {
    this.#options = options;
  }

  /** What was collected last, or undefined. Never waits. */
  current(): BoardState | undefined {
    return this.#state;
  }

  /** True while a collection runs that is not overdue: another one would only double the work. */
  get collecting(): boolean {
    return (
      this.#collectingSince !== undefined && this.#options.now() - this.#collectingSince < 2 * PATIENCE_MS
    );
  }

  /** Makes readers wait for the next collection: the symbols have changed. */
  forget(): void {
    this.#state = undefined;
  }

  /** Asks every hub. A hub that fails or is slow costs its own row only. */
  async collect(): Promise<BoardState> {
    const asOf = this.#options.now();
    this.#collectingSince = asOf;
    try {
      const rows = await this.#options.symbols();
      const prices = await Promise.all(rows.map((row) => this.#price(row)));
      const state = { prices, asOf };
      this.#state = state;
      return state;
    } finally {
      this.#collectingSince = undefined;
    }
  }

  async #price(row: SymbolRow): Promise<Price> {
    const hub = this.#options.hub(row.symbol);
    const [status, ticker, hourly] = await Promise.all([
      this.#patient(row.symbol, hub.getStatus()),
      this.#patient(row.symbol, hub.getTicker()),
      this.#hourlyBars(row.symbol, hub),
    ]);
    return {
      symbol: row.symbol,
      name: row.name,
      coin: coinOfBase(row.base).id,
      base: row.base,
      quote: row.quote,
      day: (ticker ? dayFromTicker(ticker) : dayOf(hourly, status?.lastTradeTime ?? null)) ?? UNKNOWN_DAY,
      state: status?.state ?? "unknown",
      source: status?.source ?? null,
      sparkline: hourly.slice(-24).map((bar) => bar.close),
    };
  }

  async #hourlyBars(symbol: string, hub: PricedHub): Promise<readonly Bar[]> {
    const known = this.#hourly.get(symbol);
    const now = this.#options.now();
    if (known !== undefined && known.until > now) return known.bars;
    const page = await this.#patient(symbol, hub.getBars({ timeframe: "1h", limit: HOURS, forming: true }));
    if (page === undefined) return known?.bars ?? [];
    // A hub that has no bars yet will have them soon: ask again at once.
    const trust = page.bars.length > 0 ? HOURLY_TRUST_MS : 0;
    this.#hourly.set(symbol, { bars: page.bars, until: now + trust });
    return page.bars;
  }

  async #patient<T>(symbol: string, answer: Promise<T>): Promise<T | undefined> {
    try {
      return await Promise.race([answer, this.#options.sleep(PATIENCE_MS).then(() => undefined)]);
    } catch (error) {
      log({ event: "hub_failed", symbol, action: "price", error: errorText(error) });
      return undefined;
    }
  }
}

function dayFromTicker(ticker: Ticker): Day {
  const { last, change, changePercent, high, low, volume, quoteVolume, bid, ask, time } = ticker;
  return { last, change, changePercent, high, low, volume, quoteVolume, bid, ask, time };
}
