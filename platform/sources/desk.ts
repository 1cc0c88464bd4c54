import type {
  BatchingStats,
  CoinChart,
  CoinDetails,
  CoinMarket,
  CoinName,
  DeskStatus,
  MarketDeskRpc,
  MarketsAnswer,
  Sourced,
  SourceRefusal,
  SourceStatus,
} from "../../contract/market.ts";
import { AnswerMemory } from "./answer-memory.ts";
import { Asker, type Gates, OVERALL_MS, type UsedSource } from "./asker.ts";
import { MarketRounds, NO_ROUNDS, type RoundCounts } from "./market-rounds.ts";
import { type Kept, MarketShelf } from "./market-shelf.ts";
import type { MarketSource, Told } from "./source.ts";

const DETAILS_MS = 60 * 60_000;
const CHART_MS = 30 * 60_000;
/** A chart that nobody could tell is not asked for again so soon: strangers ask for charts. */
const NO_CHART_MS = 60_000;
/** A chart is asked for at its longest and cut: each length of its own would be a request of its own. */
const CHART_DAYS = 365;
const MAX_COINS = 250;

type Served = Pick<BatchingStats, "asked" | "servedFresh" | "servedStale" | "knownMissing">;
const NOTHING_SERVED: Served = { asked: 0, servedFresh: 0, servedStale: 0, knownMissing: 0 };

/** What a desk keeps besides the markets. Plain data. */
export interface DeskState {
  readonly countedSince: number;
  readonly gates: Gates;
  readonly served: Served;
  readonly rounds: RoundCounts;
}

export interface DeskPorts {
  /** In the order in which they are tried. */
  readonly sources: readonly UsedSource[];
  /** The others, and why they are not used. */
  readonly unused: readonly SourceStatus[];
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly load: () => { readonly state: DeskState | undefined; readonly markets: readonly Kept[] };
  readonly saveState: (state: DeskState) => void;
  readonly saveMarkets: (markets: readonly Kept[]) => void;
  /** Holds the object for work that outlives the question. */
  readonly background: (work: Promise<unknown>) => void;
}

/** The desk itself: what is kept, who is asked, in which order. One at a time holds its state. */
export class Desk implements MarketDeskRpc {
  readonly #ports: DeskPorts;
  readonly #asker: Asker;
  readonly #shelf: MarketShelf;
  readonly #rounds: MarketRounds;
  readonly #details: AnswerMemory<CoinDetails>;
  readonly #charts: AnswerMemory<CoinChart>;
  #served: Served;
  #countedSince: number;
  #tried: readonly SourceRefusal[] = [];

  constructor(ports: DeskPorts) {
    this.#ports = ports;
    const { state, markets } = ports.load();
    this.#countedSince = state?.countedSince ?? ports.now();
    this.#served = state?.served ?? NOTHING_SERVED;
    this.#shelf = new MarketShelf(markets);
    this.#rounds = new MarketRounds(
      { ask: (coins) => this.#askMarkets(coins), sleep: ports.sleep },
      state?.rounds ?? NO_ROUNDS,
    );
    this.#asker = new Asker(
      { sources: ports.sources, now: ports.now, save: () => this.#save() },
      state?.gates ?? {},
    );
    this.#details = new AnswerMemory<CoinDetails>({ freshMs: DETAILS_MS, inVainMs: 0, now: ports.now });
    this.#charts = new AnswerMemory<CoinChart>({
      freshMs: CHART_MS,
      inVainMs: NO_CHART_MS,
      now: ports.now,
    });
  }

  get gates(): Gates {
    return this.#asker.gates;
  }

  async markets(
    asked: readonly CoinName[],
    { fresh: mustBeFresh } = { fresh: false },
  ): Promise<MarketsAnswer> {
    const coins = asked.slice(0, MAX_COINS);
    const now = this.#ports.now();
    const needed: CoinName[] = [];
    const aged: CoinName[] = [];
    let fresh = 0;
    let inVain = 0;
    for (const coin of coins) {
      const freshness = this.#shelf.freshness(coin.id, now);
      if (freshness === "fresh") fresh += 1;
      else if (freshness === "in_vain") inVain += 1;
      else if (freshness === "stale") aged.push(coin);
      else needed.push(coin);
    }
    this.#served = {
      asked: this.#served.asked + coins.length,
      servedFresh: this.#served.servedFresh + fresh,
      servedStale: this.#served.servedStale + aged.length,
      knownMissing: this.#served.knownMissing + inVain,
    };
    const asking = this.#rounds.want([...needed, ...aged]);
    if (needed.length > 0 || (mustBeFresh && aged.length > 0)) await asking;
    else if (aged.length > 0) this.#ports.background(asking);
    return { markets: this.#shelf.take(coins, this.#ports.now()), tried: this.#tried };
  }

  async keptMarkets(coins: readonly CoinName[]): Promise<readonly CoinMarket[]> {
    return this.#shelf.take(coins.slice(0, MAX_COINS), this.#ports.now());
  }

  async details(coin: CoinName): Promise<Sourced<CoinDetails>> {
    return await this.#details.get(coin.id, () =>
      this.#first(
        (source) => source.details?.bind(source, coin),
        (row, source, asOf) => ({ ...row, source, asOf }),
      ),
    );
  }

  async chart(coin: CoinName, days: number): Promise<Sourced<CoinChart>> {
    const length = Math.max(1, Math.min(CHART_DAYS, Math.floor(days) || 1));
    const { value, tried } = await this.#charts.get(coin.id, () =>
      this.#first(
        (source) => source.chart?.bind(source, coin, CHART_DAYS),
        (rows, source, asOf) => ({ coin: coin.id, ...rows, source, asOf }),
        true,
      ),
    );
    if (value === null) return { value, tried };
    const { prices, volumes } = value;
    return { value: { ...value, prices: prices.slice(-length), volumes: volumes.slice(-length) }, tried };
  }

  async status(): Promise<DeskStatus> {
    const kept = this.#shelf.all();
    return {
      now: this.#ports.now(),
      countedSince: this.#countedSince,
      sources: [...this.#asker.statuses(), ...this.#ports.unused],
      batching: { ...this.#served, ...this.#rounds.counts },
      kept: kept.length,
      oldestAsOf: kept.reduce<number | null>(
        (old, { asOf }) => (old === null || asOf < old ? asOf : old),
        null,
      ),
    };
  }

  async resetStats(): Promise<void> {
    this.#countedSince = this.#ports.now();
    this.#served = NOTHING_SERVED;
    this.#rounds.counts = NO_ROUNDS;
    this.#asker.resetCounts();
  }

  /** One round: every source in turn for the coins that are still not found, until the time is over. */
  async #askMarkets(coins: readonly CoinName[]): Promise<void> {
    const until = this.#ports.now() + OVERALL_MS;
    const tried: SourceRefusal[] = [];
    let left = coins;
    for (const used of this.#ports.sources) {
      if (left.length === 0) break;
      const { found, refusal } = await this.#marketsOf(used, left, until);
      if (refusal !== null) tried.push(refusal);
      left = left.filter(({ id }) => !found.has(id));
    }
    const now = this.#ports.now();
    // Nobody may ask for the same unknown coin again and again: that would spend the budgets of all.
    const heard = tried.length === 0 ? "all" : tried.length < this.#ports.sources.length ? "some" : "none";
    for (const { id } of left) this.#shelf.noteInVain(id, heard, now);
    this.#tried = tried;
    this.#save();
    if (left.length < coins.length) this.#ports.saveMarkets(this.#shelf.all());
  }

  async #marketsOf(used: UsedSource, coins: readonly CoinName[], until: number) {
    const { source } = used;
    const found = new Set<string>();
    for (let start = 0; start < coins.length; start += source.maxCoins) {
      const some = coins.slice(start, start + source.maxCoins);
      const answer = await this.#asker.ask(used, (timeoutMs) => source.markets(some, timeoutMs), until);
      if (!("value" in answer)) return { found, refusal: answer };
      const asOf = this.#ports.now();
      this.#shelf.put(answer.value.map((row) => ({ ...row, source: source.id, asOf })));
      for (const { coin } of answer.value) found.add(coin);
    }
    return { found, refusal: null };
  }

  /** The first source that can tell and does. @param spareOnly as `Asker.ask` has it. */
  async #first<Row, T>(
    method: (source: MarketSource) => ((timeoutMs: number) => Promise<Told<Row>>) | undefined,
    finish: (row: Row, source: MarketSource["id"], asOf: number) => T,
    spareOnly = false,
  ): Promise<Sourced<T>> {
    const until = this.#ports.now() + OVERALL_MS;
    const tried: SourceRefusal[] = [];
    for (const { used, ask } of this.#asker.able(method)) {
      const answer = await this.#asker.ask(used, ask, until, spareOnly);
      if ("value" in answer) return { value: finish(answer.value, used.source.id, this.#ports.now()), tried };
      tried.push(answer);
    }
    return { value: null, tried };
  }

  #save(): void {
    this.#ports.saveState({
      countedSince: this.#countedSince,
      gates: this.#asker.gates,
      served: this.#served,
      rounds: this.#rounds.counts,
    });
  }
}
