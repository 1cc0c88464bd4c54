import type { History } from "../../contract/history.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import type { SymbolConfig } from "../../contract/symbol.ts";
import type { Bar } from "../../market/bars/bar.ts";
import { formingJoin, joinBars, latenessOf } from "../../market/pairs/join.ts";
import type { JoinedBar, Side, SideBar } from "../../market/pairs/joined-bar.ts";
import { type EpochMs, TIMEFRAME_MS, type Timeframe } from "../../market/time/timeframe.ts";

/** A symbol of a pair. */
export interface PairSymbol {
  readonly symbol: string;
  readonly feed: SymbolConfig["feed"];
}
export type Two<T> = readonly [T, T];

/** Joined bars of a page, with those that their values need before them. */
export interface JoinedPage {
  /** Oldest first; the first `lead` of them are only there for the others. */
  readonly bars: readonly JoinedBar[];
  readonly lead: number;
  /** The joined bar that forms, where it was asked for. */
  readonly forming: JoinedBar | undefined;
  readonly skipped: number;
  /** More of the range lies beyond, and where to go on when the page is empty. */
  readonly more: boolean;
  readonly next: EpochMs;
}

/** Bars read of each symbol at most: what a pair with few bars in common costs. */
const MOST_READ = 8_000;
/** Bars that are read besides those that must be: some have no partner. */
const SPARE = 80;

export function sideBarOf({ openTime, close, revision }: Bar): SideBar {
  return { openTime, close: Number(close), revision };
}

/** How far a symbol's clock is known to have come by its newest bar: past its close, or where the one that forms began. */
export function clockOf(bars: readonly Bar[]): EpochMs {
  const last = bars.at(-1);
  return last === undefined ? 0 : last.final ? last.closeTime : last.openTime;
}

/**
 * The joined bars of two symbols that a query asks for, and `lead` before them, as far as there are. The same bars are
 * joined alike whatever is asked: where a partner is missing is told by its symbol's newest bar.
 * @throws WickError as History does.
 */
export async function joinedPage(
  history: History,
  symbols: Two<PairSymbol>,
  query: BarQuery,
  lead: number,
): Promise<JoinedPage> {
  const reader = new SidesReader(history, symbols, query.timeframe);
  return query.from === undefined
    ? await backward(reader, query, lead)
    : await forward(reader, { ...query, from: query.from }, lead);
}

async function backward(reader: SidesReader, query: BarQuery, lead: number): Promise<JoinedPage> {
  const need = query.limit + lead;
  const clocks = query.to === undefined ? undefined : await reader.clocks();
  for (let limit = need + SPARE; ; limit = Math.min(MOST_READ, limit * 2)) {
    const pages = await reader.read({ ...(query.to === undefined ? {} : { to: query.to }), limit });
    const join = reader.join(pages, clocks);
    const reachesAll = !pages[0].more && !pages[1].more;
    if (join.bars.length < need && !reachesAll && limit < MOST_READ) continue;
    const bars = join.bars.slice(-need);
    const own = Math.min(query.limit, bars.length);
    const isCut = join.bars.length > own || !reachesAll;
    const oldest = Math.max(...pages.map(({ bars: [first] }) => first?.openTime ?? 0));
    const forming =
      query.forming === true && query.to === undefined ? reader.forming(pages, bars.at(-1)) : undefined;
    return {
      bars,
      lead: bars.length - own,
      forming,
      skipped: join.skipped,
      more: isCut,
      next: Math.max(0, oldest - 1),
    };
  }
}

async function forward(
  reader: SidesReader,
  query: BarQuery & { readonly from: EpochMs },
  lead: number,
): Promise<JoinedPage> {
  const { from, to, limit, timeframe } = query;
  const before =
    lead === 0 || from === 0
      ? undefined
      : await backward(reader, { timeframe, to: from - 1, limit: lead }, 0);
  const step = TIMEFRAME_MS[timeframe];
  // Whether the last bars of the range have a partner is told by those behind them.
  const beyond = to === undefined ? {} : { to: to + Math.ceil(latenessOf(timeframe) / step + 1) * step };
  const [pages, newest] = await Promise.all([
    reader.read({ from, ...beyond, limit: limit + SPARE }),
    reader.clocks(),
  ]);
  const tails = await reader.tails(from);
  const whole = both((i) => ({ ...pages[i], bars: [...tails[i], ...pages[i].bars] }));
  const clocks = both((i) => (pages[i].more ? clockOf(pages[i].bars) : newest[i]));
  const join = reader.join(whole, clocks);
  const inRange = join.bars.filter(
    ({ openTime }) => openTime >= from && (to === undefined || openTime <= to),
  );
  const own = inRange.slice(0, limit);
  const isWhole = !pages[0].more && !pages[1].more;
  const beforeBars = before?.bars ?? [];
  return {
    bars: [...beforeBars, ...own],
    lead: beforeBars.length,
    forming: undefined,
    skipped: join.skipped,
    more: own.length < inRange.length || (!isWhole && (join.through ?? from) < (to ?? Infinity)),
    next: (join.through ?? from) + step,
  };
}

type Window = Pick<BarQuery, "from" | "to" | "limit">;

/** Reads the bars of both symbols. */
class SidesReader {
  readonly #history: History;
  readonly #symbols: Two<PairSymbol>;
  readonly #timeframe: Timeframe;

  constructor(history: History, symbols: Two<PairSymbol>, timeframe: Timeframe) {
    this.#history = history;
    this.#symbols = symbols;
    this.#timeframe = timeframe;
  }

  async read(window: Window): Promise<Two<BarPage>> {
    const [symbol1, symbol2] = this.#symbols;
    return await Promise.all([this.#page(symbol1, window), this.#page(symbol2, window)]);
  }

  async clocks(): Promise<Two<EpochMs>> {
    const [page1, page2] = await this.read({ limit: 1 });
    return [clockOf(page1.bars), clockOf(page2.bars)];
  }

  /** The last bars before a time, whose prices seconds without trades carry on. */
  async tails(before: EpochMs): Promise<Two<readonly Bar[]>> {
    if (this.#timeframe !== "1s" || before === 0) return [[], []];
    const [page1, page2] = await this.read({ to: before - 1, limit: 1 });
    return [page1.bars, page2.bars];
  }

  join(pages: Two<BarPage>, clocks: Two<EpochMs> | undefined) {
    const sides = both((i): Side => {
      const { bars } = pages[i];
      return { bars: bars.filter(({ final }) => final).map(sideBarOf), clock: clocks?.[i] ?? clockOf(bars) };
    });
    return joinBars(this.#timeframe, ...sides);
  }

  forming(pages: Two<BarPage>, last: JoinedBar | undefined): JoinedBar | undefined {
    const [latest1, latest2] = both((i) => {
      const bar = pages[i].bars.at(-1);
      return bar === undefined ? undefined : sideBarOf(bar);
    });
    return formingJoin(latest1, latest2, last?.openTime);
  }

  async #page({ symbol, feed }: PairSymbol, window: Window): Promise<BarPage> {
    // With the bar that forms: it tells how far the symbol's clock is.
    return await this.#history.page(symbol, feed, { timeframe: this.#timeframe, forming: true, ...window });
  }
}

function both<T>(of: (i: 0 | 1) => T): [T, T] {
  return [of(0), of(1)];
}
