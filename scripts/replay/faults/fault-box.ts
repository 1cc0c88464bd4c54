import type { ExchangeBar } from "../model/bar.ts";
import { strikes } from "./dice.ts";
import { type FaultAction, type FaultPlan, NO_FAULTS, type RateName } from "./plan.ts";

/** A refused request: its status, and how long the client is told to wait (exchange seconds). */
export interface Refusal {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
}

type Falsify = Extract<FaultAction, { do: "falsify" }>;
type Scope = "rest" | "ws";

const REST_RATES: readonly (readonly [RateName, number])[] = [
  ["ban", 418],
  ["rateLimit", 429],
  ["blocked", 451],
  ["forbidden", 403],
  ["serverError", 503],
];

/** The plan in force, what it has come to, and how often each fault struck. */
export class FaultBox {
  plan: FaultPlan = NO_FAULTS;
  readonly counts: Record<string, number> = {};
  #since = 0;
  #fired: number[] = [];
  #requests = 0;
  #refusals: { refusal: Refusal; scope: "rest" | "ws" | "both"; until: number }[] = [];
  #pending: { fault: Falsify; left: number }[] = [];
  readonly #falsified = new Map<string, Falsify>();

  /** Puts a plan in force; its times count from `now`. Requests are counted from zero again. */
  setPlan(plan: FaultPlan, now: number): void {
    this.plan = plan;
    this.#since = now;
    this.#requests = 0;
    this.#fired = plan.schedule.map(() => 0);
  }

  count(fault: string): void {
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
  }

  /** Whether the fault strikes this target; counts it. */
  strikes(fault: RateName, ...target: number[]): boolean {
    const struck = strikes(this.plan.rates[fault], this.plan.seed, fault, ...target);
    if (struck) this.count(fault);
    return struck;
  }

  /** What the schedule wants done by `now`; an `every` that was missed several times is done once. */
  due(now: number): FaultAction[] {
    const elapsed = (now - this.#since) / 1_000;
    return this.plan.schedule.flatMap(({ at, every, action }, i) => {
      const times = at !== undefined ? (elapsed >= at ? 1 : 0) : Math.floor(elapsed / (every ?? 1));
      if (times <= (this.#fired[i] ?? 0)) return [];
      this.#fired[i] = times;
      return [action];
    });
  }

  /** Takes note of the actions that change what is answered later. */
  remember(action: FaultAction, now: number): void {
    if (action.do === "refuse") {
      const { status, scope, forSeconds } = action;
      const waits = status === 429 || status === 418;
      const retryAfterSeconds = action.retryAfterSeconds ?? (waits ? forSeconds : undefined);
      const until = now + forSeconds * 1_000;
      this.#refusals.push({ refusal: { status, retryAfterSeconds }, scope, until });
    }
    if (action.do === "falsify") this.#pending.push({ fault: action, left: action.klines });
  }

  /** Why the next request or handshake is refused, if it is. */
  refusal(scope: Scope, now: number): Refusal | undefined {
    this.#refusals = this.#refusals.filter((entry) => entry.until > now);
    const window = this.#refusals.find((entry) => entry.scope === scope || entry.scope === "both");
    if (window !== undefined) {
      this.count(`refused${window.refusal.status}`);
      return window.refusal;
    }
    if (scope === "ws") return undefined;
    this.#requests += 1;
    for (const [fault, status] of REST_RATES) {
      if (!this.strikes(fault, this.#requests)) continue;
      const waits = status === 429 || status === 418;
      return { status, retryAfterSeconds: waits ? this.plan.retryAfterSeconds : undefined };
    }
    return undefined;
  }

  /** The closed 1m bar as the stream tells it; decides whether this one is falsified. */
  streamed(symbol: string, bar: ExchangeBar): ExchangeBar {
    const key = `${symbol}:${bar.openTime}`;
    let fault = this.#falsified.get(key);
    if (fault === undefined) {
      const pending = this.#pending.find((entry) => entry.fault.symbol === symbol);
      if (pending === undefined) return bar;
      pending.left -= 1;
      if (pending.left === 0) this.#pending = this.#pending.filter((entry) => entry !== pending);
      fault = pending.fault;
      this.#falsified.set(key, fault);
      this.count("falsify");
    }
    return falsified(bar, fault);
  }

  /** The closed 1m bar as REST tells it: true unless the falsehood was meant for REST too. */
  rested(symbol: string, bar: ExchangeBar): ExchangeBar {
    const fault = this.#falsified.get(`${symbol}:${bar.openTime}`);
    return fault?.rest === true ? falsified(bar, fault) : bar;
  }
}

function falsified(bar: ExchangeBar, { field }: Falsify): ExchangeBar {
  switch (field) {
    case "n":
      return { ...bar, n: bar.n + 1 };
    case "volume":
      return { ...bar, volume: bar.volume + 100_000_000n };
    case "quote":
      return { ...bar, quote: bar.quote + 10n ** 16n };
    case "high":
      return { ...bar, high: bar.high + bar.high / 1_000n + 1n };
    case "low":
      return { ...bar, low: bar.low - bar.low / 1_000n };
    case "open":
      return { ...bar, open: bar.low === bar.open ? bar.high : bar.low };
    case "close":
      return { ...bar, close: bar.low === bar.close ? bar.high : bar.low };
    default:
      return field satisfies never;
  }
}
