import type { ExchangeBar } from "../model/bar.ts";
import { flatBar, joinBars } from "../model/bar.ts";
import { MINUTE_MS, type SymbolMarket } from "../model/market.ts";
import type { AggTrade } from "../model/trade.ts";
import { DayPath } from "./day-path.ts";
import { at, type DayPlan, minuteSeed, planDay } from "./day-plan.ts";
import { type MinuteFrame, shapeMinute, sumShape } from "./minute-shape.ts";
import { drawTrades } from "./minute-trades.ts";
import { type Profile, profileOf } from "./profile.ts";

const DAY_MINUTES = 1_440;
const KEPT_DAYS = 24;
const KEPT_MINUTES = 64;

export interface GeneratorOptions {
  readonly seed: number;
  /** Multiplies every symbol's trades a second. */
  readonly rate: number;
  /** The first UTC day (days since the epoch) that is served. */
  readonly firstDay: number;
}

/** A market that is a pure function of seed, rate, symbol and minute. */
export class GeneratedMarket implements SymbolMarket {
  readonly spec: Profile;
  readonly firstMinute: number;
  readonly #seed: number;
  readonly #path: DayPath;
  readonly #plans = new Map<number, DayPlan>();
  readonly #trades = new Map<number, readonly AggTrade[]>();
  readonly #priceUnit: bigint;
  readonly #sizeUnit: bigint;

  constructor(symbol: string, options: GeneratorOptions) {
    this.spec = profileOf(symbol);
    this.firstMinute = options.firstDay * DAY_MINUTES;
    this.#seed = options.seed;
    this.#path = new DayPath(this.spec, options.seed, options.rate);
    this.#priceUnit = 10n ** BigInt(8 - this.spec.priceDigits);
    this.#sizeUnit = 10n ** BigInt(8 - this.spec.sizeDigits);
  }

  fold(minute: number, count: number): ExchangeBar {
    let result = this.#minuteBar(minute);
    for (let m = minute + 1; m < minute + count; m += 1) {
      const { plan, index } = this.#locate(m);
      if (at(plan.tradesBefore, index + 1) > at(plan.tradesBefore, index)) {
        result = joinBars(result, this.#minuteBar(m));
      }
    }
    return result;
  }

  trades(minute: number): readonly AggTrade[] {
    const known = this.#trades.get(minute);
    if (known !== undefined) return known;
    const trades = this.#drawMinute(minute);
    remember(this.#trades, minute, trades, KEPT_MINUTES);
    return trades;
  }

  previousClose(minute: number): bigint {
    const { plan, index } = this.#locate(minute);
    const ticks = index === 0 ? plan.outline.startTicks : at(plan.close, index - 1);
    return BigInt(ticks) * this.#priceUnit;
  }

  firstTradeId(minute: number): number {
    const { plan, index } = this.#locate(minute);
    return plan.outline.firstId + at(plan.tradesBefore, index);
  }

  #locate(minute: number): { plan: DayPlan; index: number } {
    const day = Math.floor(minute / DAY_MINUTES);
    let plan = this.#plans.get(day);
    if (plan === undefined) {
      plan = planDay(this.spec, this.#seed, this.#path.outline(day));
      remember(this.#plans, day, plan, KEPT_DAYS);
    }
    return { plan, index: minute - day * DAY_MINUTES };
  }

  #minuteBar(minute: number): ExchangeBar {
    const { plan, index } = this.#locate(minute);
    const frame = frameOf(plan, index);
    const openTime = minute * MINUTE_MS;
    if (frame.trades === 0) return flatBar(openTime, BigInt(frame.close) * this.#priceUnit);
    const shape = shapeMinute(frame, minuteSeed(this.spec, this.#seed, minute));
    const sums = sumShape(frame, shape);
    const unit = this.#priceUnit * this.#sizeUnit;
    const fills = fillsOf(plan, index);
    return {
      openTime,
      open: BigInt(frame.open) * this.#priceUnit,
      high: BigInt(frame.high) * this.#priceUnit,
      low: BigInt(frame.low) * this.#priceUnit,
      close: BigInt(frame.close) * this.#priceUnit,
      volume: BigInt(frame.volume) * this.#sizeUnit,
      quote: sums.quote * unit,
      takerVolume: BigInt(sums.takerVolume) * this.#sizeUnit,
      takerQuote: sums.takerQuote * unit,
      n: fills.count,
      firstId: fills.firstId,
      lastId: fills.firstId + fills.count - 1,
    };
  }

  #drawMinute(minute: number): readonly AggTrade[] {
    const { plan, index } = this.#locate(minute);
    const frame = frameOf(plan, index);
    if (frame.trades === 0) return [];
    const seed = minuteSeed(this.spec, this.#seed, minute);
    const fills = fillsOf(plan, index);
    const drawn = drawTrades(frame, shapeMinute(frame, seed), fills.count - frame.trades, seed);
    let id = plan.outline.firstId + at(plan.tradesBefore, index);
    let fillId = fills.firstId;
    return drawn.map((trade) => {
      const firstId = fillId;
      fillId += trade.fills.length;
      id += 1;
      return {
        id: id - 1,
        firstId,
        lastId: fillId - 1,
        price: BigInt(trade.price) * this.#priceUnit,
        size: BigInt(trade.size) * this.#sizeUnit,
        timeUs: (minute * MINUTE_MS + trade.offsetMs) * 1_000,
        buyerIsMaker: !trade.takerBuys,
        fills: trade.fills.map((fill) => BigInt(fill) * this.#sizeUnit),
      };
    });
  }
}

function frameOf(plan: DayPlan, index: number): MinuteFrame {
  return {
    open: at(plan.open, index),
    high: at(plan.high, index),
    low: at(plan.low, index),
    close: at(plan.close, index),
    volume: at(plan.volume, index),
    trades: at(plan.tradesBefore, index + 1) - at(plan.tradesBefore, index),
  };
}

function fillsOf(plan: DayPlan, index: number): { firstId: number; count: number } {
  const before = at(plan.tradesBefore, index) + at(plan.extrasBefore, index);
  const after = at(plan.tradesBefore, index + 1) + at(plan.extrasBefore, index + 1);
  return { firstId: plan.outline.firstFillId + before, count: after - before };
}

/** Bounded by forgetting the oldest entry. */
function remember<V>(map: Map<number, V>, key: number, value: V, limit: number): void {
  const oldest = map.size >= limit ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
