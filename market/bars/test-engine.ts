import type { Bar } from "./bar.ts";
import { parseDecimal } from "./decimal.ts";
import { BarEngine, type EngineState, newEngineState } from "./engine.ts";
import type { Kline } from "./kline.ts";
import { MemoryBarStore } from "./memory-store.ts";
import type { BarEvent, SilentMinutes } from "./store.ts";
import type { Trade } from "./trade.ts";

/** 2024-03-01 00:00 UTC: every window opens here. */
export const MIDNIGHT = 1_709_251_200_000;
export const SECOND = 1_000;
export const MINUTE = 60_000;

/** An engine for tests, and everything it says. */
export class TestEngine {
  readonly store: MemoryBarStore;
  readonly events: BarEvent[] = [];
  readonly silences: SilentMinutes[] = [];
  readonly reconciled: { readonly openTime: number; readonly differing: readonly string[] }[] = [];
  idJumps = 0;
  readonly engine: BarEngine;
  #nextId = 1;

  constructor(state: EngineState = newEngineState(null), store = new MemoryBarStore()) {
    this.store = store;
    this.engine = new BarEngine(state, store, {
      onBar: (event) => this.events.push(event),
      onSilence: (silence) => this.silences.push(silence),
      onReconciled: (openTime, differing) => this.reconciled.push({ openTime, differing }),
      onIdJump: () => {
        this.idJumps += 1;
      },
    });
  }

  /** Folds a trade `at` milliseconds after midnight; `over` replaces what does not matter otherwise. */
  trade(at: number, price: string, size: string, over: Partial<Trade> = {}): Trade {
    const id = over.firstId ?? this.#nextId;
    const trade: Trade = {
      id,
      price: parseDecimal(price),
      size: parseDecimal(size),
      time: MIDNIGHT + at,
      firstId: id,
      lastId: id,
      buyerIsMaker: false,
      ...over,
    };
    this.#nextId = trade.lastId + 1;
    this.engine.trade(trade);
    this.engine.settle();
    return trade;
  }

  /** The exchange's clock, naming `namedId` (by default a trade that is held). */
  clock(at: number, namedId: number | null = this.engine.state.heldId): void {
    this.engine.clock(MIDNIGHT + at, namedId, false);
    this.engine.settle();
  }

  kline(kline: Kline): void {
    this.engine.closedKline(kline);
    this.engine.settle();
  }

  /** Log events of a timeframe. */
  of(timeframe: BarEvent["timeframe"]): Bar[] {
    return this.events.filter((event) => event.timeframe === timeframe).map((event) => event.bar);
  }
}

/** The exchange's closed kline of a minute, as it stands for the values given. */
export function klineOf(at: number, over: Partial<Record<keyof Kline, string | number | null>>): Kline {
  const zero = parseDecimal("0");
  const one = parseDecimal("1");
  const flat: Kline = {
    timeframe: "1m",
    openTime: MIDNIGHT + at,
    open: one,
    high: one,
    low: one,
    close: one,
    volume: zero,
    quoteVolume: zero,
    n: 0,
    takerBuyVolume: zero,
    takerBuyQuoteVolume: zero,
    firstId: null,
    lastId: null,
    closed: true,
  };
  return { ...flat, ...over } as Kline;
}

/** The kline that agrees with a bar, at the kline's eight decimals. */
export function klineLike(bar: Bar): Kline {
  const cut = (text: string) => parseDecimal(text.replace(/(\.\d{8})\d+$/, "$1"));
  const { final: _final, revision: _revision, source: _source, closeTime: _closeTime, ...values } = bar;
  return {
    ...values,
    timeframe: "1m",
    quoteVolume: cut(bar.quoteVolume),
    takerBuyQuoteVolume: cut(bar.takerBuyQuoteVolume),
    closed: true,
  };
}
