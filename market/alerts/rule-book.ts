import { type Decimal, SCALE, toScaled } from "../bars/decimal.ts";
import type { Trade } from "../bars/trade.ts";
import type { Forecast } from "../forecast/forecast.ts";
import type { SignalEvent } from "../signals/signal.ts";
import type { EpochMs } from "../time/timeframe.ts";
import type { BarScene } from "./bar-scene.ts";
import { type Cause, type Firing, firingOf } from "./firing.ts";
import { type Level, quietRange, stepLevel } from "./level.ts";
import { meetsBar } from "./meets-bar.ts";
import { meetsSignal, meetsZScore, type ZScore } from "./meets-event.ts";
import { meetsForecast } from "./meets-forecast.ts";
import { PriceWatch } from "./price-watch.ts";
import { type AlertRule, admitFiring, isOver, newRuleState, type RuleState } from "./rule.ts";
import { priceSentence } from "./sentence.ts";

/** A rule with what it remembers, and the prices it waits for where it waits for any. */
export interface WatchedRule {
  readonly rule: AlertRule;
  readonly state: RuleState;
  readonly prices: Level<bigint> | undefined;
}

/**
 * The rules of one symbol or pair: takes in what happens, in order, and tells who fires. A function of the rules, their
 * saved states and what is taken in: a new book on the same states goes on where this one stopped. It knows no clock:
 * times are the exchange's, of what is taken in.
 */
export class RuleBook {
  /** States that have changed since the owner saved them: whose rows are to be written. */
  readonly changed = new Set<WatchedRule>();
  readonly #rules = new Map<string, WatchedRule>();
  /** Rules that look at bars or values, by timeframe. */
  readonly #byTimeframe = new Map<string, Set<WatchedRule>>();
  /** Those that will be over some time. */
  readonly #ending = new Set<WatchedRule>();
  readonly #watch = new PriceWatch<WatchedRule>();
  readonly #tell: (firing: Firing) => void;

  /** @param tell is told of each firing, in order; the state is changed before. */
  constructor(tell: (firing: Firing) => void) {
    this.#tell = tell;
  }

  get size(): number {
    return this.#rules.size;
  }

  get(id: string): WatchedRule | undefined {
    return this.#rules.get(id);
  }

  all(): Iterable<WatchedRule> {
    return this.#rules.values();
  }

  /** Timeframes that a rule waits for. */
  timeframes(): string[] {
    return [...this.#byTimeframe.keys()];
  }

  /** Takes a rule in, in place of what was there under its id. @param state taken over, not copied. */
  put(rule: AlertRule, state: RuleState = newRuleState()): WatchedRule {
    this.remove(rule.id);
    const { condition } = rule;
    const prices = condition.type === "price" ? scaledLevel(condition) : undefined;
    const watched: WatchedRule = { rule, state, prices };
    this.#rules.set(rule.id, watched);
    if (state.ended !== null) return watched;
    if (rule.expiresAt !== null) this.#ending.add(watched);
    if (prices !== undefined) {
      this.#watch.put(watched, quietRange(prices, state.level));
      return watched;
    }
    if (condition.type === "price") return watched;
    const others = this.#byTimeframe.get(condition.timeframe) ?? new Set();
    this.#byTimeframe.set(condition.timeframe, others.add(watched));
    return watched;
  }

  remove(id: string): void {
    const watched = this.#rules.get(id);
    if (watched === undefined) return;
    this.#rules.delete(id);
    this.changed.delete(watched);
    this.#rest(watched);
  }

  /** The next trade, in the order of the exchange's ids. Hot. */
  onTrade(trade: Trade): void {
    if (this.#watch.size === 0) return;
    this.#watch.touch(trade.price, (watched, scaled) => this.#onPrice(watched, scaled, trade));
  }

  /** A bar that has just become final. */
  onBar(scene: BarScene): void {
    this.#each(scene.timeframe, (watched) => meetsBar(watched.rule, watched.state, scene));
  }

  /** What happened to a signal. @param at when, on the exchange's clock. */
  onSignal(event: SignalEvent, at: EpochMs): void {
    this.#each(event.signal.timeframe, ({ rule }) => meetsSignal(rule, event, at));
  }

  /** A forecast was logged, of a later bar than all before of its timeframe. */
  onForecast(forecast: Forecast): void {
    this.#each(forecast.timeframe, (watched) => meetsForecast(watched.rule, watched.state, forecast));
  }

  /** A final value of a pair, newer than all before. */
  onZScore(value: ZScore): void {
    this.#each(value.timeframe, (watched) => meetsZScore(watched.rule, watched.state, value));
  }

  /** Ends the rules whose time is over; each is told of once. @param clock the exchange's. */
  expire(clock: EpochMs): void {
    for (const watched of this.#ending) if (isOver(watched.rule, clock)) this.#expire(watched);
  }

  #onPrice(watched: WatchedRule, scaled: bigint, { id, price, time }: Trade): void {
    const { rule, state, prices } = watched;
    const { condition } = rule;
    if (prices === undefined || condition.type !== "price") return;
    this.changed.add(watched);
    const isMet = stepLevel(prices, state.level, scaled, rule.immediate);
    if (isMet) {
      const text = priceSentence(rule.place, condition, price);
      this.#fire(watched, { id: `t${id}`, at: time, value: price, text });
    }
    if (state.ended === null) this.#watch.put(watched, quietRange(prices, state.level));
  }

  #each(timeframe: string, causeOf: (watched: WatchedRule) => Cause | null): void {
    for (const watched of this.#byTimeframe.get(timeframe) ?? []) {
      const { armed } = watched.state.level;
      const { side } = watched.state.level;
      const cause = causeOf(watched);
      const { level } = watched.state;
      if (level.armed !== armed || level.side !== side) this.changed.add(watched);
      if (cause !== null) this.#fire(watched, cause);
    }
  }

  #fire(watched: WatchedRule, cause: Cause): void {
    const { rule, state } = watched;
    if (isOver(rule, cause.at)) {
      this.#expire(watched);
      return;
    }
    if (!admitFiring(rule, state, cause.at)) return;
    this.changed.add(watched);
    if (state.ended !== null) this.#rest(watched);
    this.#tell(firingOf(rule, "fired", cause, state));
  }

  #expire(watched: WatchedRule): void {
    const { rule, state } = watched;
    state.ended = "expired";
    this.changed.add(watched);
    this.#rest(watched);
    const at = rule.expiresAt ?? 0;
    const cause = { id: "expired", at, value: null, text: `The alert on ${rule.place} has expired.` };
    this.#tell(firingOf(rule, "expired", cause, state));
  }

  /** It is not looked at any more. */
  #rest(watched: WatchedRule): void {
    this.#ending.delete(watched);
    this.#watch.remove(watched);
    const { condition } = watched.rule;
    if (condition.type === "price") return;
    const others = this.#byTimeframe.get(condition.timeframe);
    others?.delete(watched);
    if (others?.size === 0) this.#byTimeframe.delete(condition.timeframe);
  }
}

function scaledLevel(condition: {
  readonly operator: Level<bigint>["operator"];
  readonly threshold: Decimal;
  readonly hysteresis: Decimal;
}): Level<bigint> {
  const threshold = toScaled(condition.threshold, SCALE);
  const hysteresis = toScaled(condition.hysteresis, SCALE);
  return {
    operator: condition.operator,
    threshold,
    low: threshold - hysteresis,
    high: threshold + hysteresis,
  };
}
