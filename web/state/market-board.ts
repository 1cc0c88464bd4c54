import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Api, MarketRow } from "../api/api.ts";
import { fractionDigits } from "../format/decimal.ts";
import type { StreamPort } from "./stream-port.ts";
import { type FeedStatus, readStatus, readTicker, type Ticker } from "./wire.ts";

/** One market, live: each part is its own signal, so that a price redraws a price and not a list. */
export interface Market {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly name: string;
  readonly ticker: ReadonlySignal<Ticker | null>;
  readonly status: ReadonlySignal<FeedStatus | null>;
  readonly sparkline: ReadonlySignal<readonly number[]>;
  /** Fractional digits of a price, by the tick size where it is known, else by the prices seen. */
  readonly digits: ReadonlySignal<number>;
  /** Exchange time of the newest event, ms. */
  readonly asOf: ReadonlySignal<number | null>;
  /** Takes note of a price with more digits than any before, so that none is shown rounded. */
  learn(price: number): void;
}

export interface MarketBoard {
  readonly phase: ReadonlySignal<"loading" | "ready" | "failed">;
  readonly markets: ReadonlySignal<readonly Market[]>;
  /** Asks the server for the table again, now. */
  refresh(): void;
  close(): void;
}

const REFRESH_MS = 5 * 60_000;
/** A server that has just started may not know the day yet. */
const YOUNG_MS = 30_000;
const DAY_POINTS = 12;
const RETRY_MS = 3_000;

/** The market table: from REST at first and every few minutes, moved by the stream in between. */
export function openMarketBoard(api: Api, stream: StreamPort): MarketBoard {
  const phase = signal<"loading" | "ready" | "failed">("loading");
  const markets = signal<readonly Market[]>([]);
  const live = new Map<string, LiveMarket>();
  const closing = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    clearTimeout(timer);
    if (phase.value === "failed") phase.value = "loading";
    try {
      const rows = await api.market(closing.signal);
      batch(() => {
        take(rows);
        phase.value = "ready";
      });
      const young = rows.some((row) => row.sparkline.length < DAY_POINTS);
      timer = setTimeout(load, young ? YOUNG_MS : REFRESH_MS);
    } catch {
      if (closing.signal.aborted) return;
      // A table once shown stays: its prices live on the stream.
      if (markets.value.length === 0) phase.value = "failed";
      timer = setTimeout(load, RETRY_MS);
    }
  }

  function take(rows: readonly MarketRow[]): void {
    const wanted = new Set(rows.map((row) => row.symbol));
    for (const [symbol, market] of live) {
      if (wanted.has(symbol)) continue;
      market.close();
      live.delete(symbol);
    }
    markets.value = rows.map((row) => {
      const market = live.get(row.symbol) ?? openMarket(row, stream, () => drop(row.symbol));
      live.set(row.symbol, market);
      market.sparkline.value = row.sparkline;
      return market;
    });
  }

  /** The market was removed while it was shown; a table asked for now may still hold it. */
  function drop(symbol: string): void {
    live.get(symbol)?.close();
    live.delete(symbol);
    markets.value = markets.value.filter((market) => market.symbol !== symbol);
  }

  void load();
  return {
    phase,
    markets,
    refresh: () => void load(),
    close() {
      closing.abort();
      clearTimeout(timer);
      for (const market of live.values()) market.close();
    },
  };
}

interface LiveMarket extends Market {
  readonly sparkline: Signal<readonly number[]>;
  close(): void;
}

function openMarket(row: MarketRow, stream: StreamPort, onRemoved: () => void): LiveMarket {
  const ticker = signal(row.ticker);
  const status = signal(row.status);
  const asOf = signal(row.time);
  const digits = signal(digitsOf(row));
  const learn = (price: number) => {
    digits.value = Math.max(digits.peek(), fractionDigits(price));
  };
  const leaves = [
    stream.subscribe(`ticker:${row.symbol}`, (message) => {
      const next = readTicker(message);
      if (next === null) return;
      batch(() => {
        ticker.value = next;
        asOf.value = message.ts;
        learn(next.last);
      });
    }),
    stream.subscribe(
      `status:${row.symbol}`,
      (message) => {
        const next = readStatus(message);
        if (next !== null) status.value = next;
      },
      onRemoved,
    ),
  ];
  return {
    symbol: row.symbol,
    base: row.base,
    quote: row.quote,
    name: row.name,
    ticker,
    status,
    sparkline: signal(row.sparkline),
    digits,
    asOf,
    learn,
    close() {
      for (const leave of leaves) leave();
    },
  };
}

function digitsOf(row: MarketRow): number {
  if (row.tickSize !== null) return fractionDigits(row.tickSize);
  const ticker = row.ticker;
  const prices = ticker === null ? [] : [ticker.last, ticker.high, ticker.low];
  return Math.max(2, ...[...prices, ...row.sparkline].map(fractionDigits));
}
