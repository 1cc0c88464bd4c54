import { DrawnFold } from "../minute/drawn-fold.ts";
import { type DrawnMinute, drawnTrades, unitsOf } from "../minute/minute.ts";
import type { MinuteFrame } from "../minute/shape.ts";
import { type ExchangeBar, flatBar } from "../model/bar.ts";
import { BoundedMap } from "../model/bounded-map.ts";
import { MINUTE_MS, type SymbolMarket } from "../model/market.ts";
import type { AggTrade } from "../model/trade.ts";
import { DayPath } from "./day-path.ts";
import { at, type DayPlan, minuteSeed, planDay } from "./day-plan.ts";
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
  readonly #plans = new BoundedMap<number, DayPlan>(KEPT_DAYS);
  readonly #trades = new BoundedMap<number, readonly AggTrade[]>(KEPT_MINUTES);
  readonly #units: { price: bigint; size: bigint };

  constructor(symbol: string, options: GeneratorOptions) {
    this.spec = profileOf(symbol);
    this.firstMinute = options.firstDay * DAY_MINUTES;
    this.#seed = options.seed;
    this.#path = new DayPath(this.spec, options.seed, options.rate);
    this.#units = unitsOf(this.spec);
  }

  fold(minute: number, count: number): ExchangeBar {
    const fold = new DrawnFold(this.#units);
    for (let m = minute; m < minute + count; m += 1) fold.add(this.#drawn(m));
    const openTime = minute * MINUTE_MS;
    return fold.bar(openTime) ?? flatBar(openTime, this.previousClose(minute));
  }

  trades(minute: number): readonly AggTrade[] {
    return this.#trades.getOrMake(minute, () => drawnTrades(this.#drawn(minute), this.#units));
  }

  previousClose(minute: number): bigint {
    const { plan, index } = this.#locate(minute);
    const ticks = index === 0 ? plan.outline.startTicks : at(plan.close, index - 1);
    return BigInt(ticks) * this.#units.price;
  }

  firstTradeId(minute: number): number {
    return this.#drawn(minute).firstId;
  }

  #locate(minute: number): { plan: DayPlan; index: number } {
    const day = Math.floor(minute / DAY_MINUTES);
    const plan = this.#plans.getOrMake(day, () => planDay(this.spec, this.#seed, this.#path.outline(day)));
    return { plan, index: minute - day * DAY_MINUTES };
  }

  #drawn(minute: number): DrawnMinute {
    const { plan, index } = this.#locate(minute);
    const tradesBefore = at(plan.tradesBefore, index);
    const fillsBefore = tradesBefore + at(plan.extrasBefore, index);
    return {
      minute,
      frame: frameOf(plan, index),
      seed: minuteSeed(this.spec, this.#seed, minute),
      firstId: plan.outline.firstId + tradesBefore,
      firstFillId: plan.outline.firstFillId + fillsBefore,
      fills: at(plan.tradesBefore, index + 1) + at(plan.extrasBefore, index + 1) - fillsBefore,
    };
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
