import { LEVEL_OPERATORS, type Level, newLevelState, stepLevel } from "../../../market/alerts/level.ts";
import type { AlertRule } from "../../../market/alerts/rule.ts";
import { RuleBook } from "../../../market/alerts/rule-book.ts";
import { fromScaled, parseDecimal, scaledPrice } from "../../../market/bars/decimal.ts";
import type { Trade } from "../../../market/bars/trade.ts";
import { seededRandom } from "../../replay/model/random.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import type { Scale } from "../scale.ts";

const RULES = 10_000;
const TRADES = 200_000;
/** Of the loop over all rules, which is slow. */
const LOOPED = 200;
const TICK = 1_000_000n;
const START = 6_725_001_000_000n;
/** Of a loop over all rules; and of a trade's whole way through a hub (some 12 µs) a fraction. */
const LIMIT_RATIO = 0.02;
const LIMIT_NS = 1_000;

/**
 * Nanoseconds a trade of 10,000 rules on prices within 5 % of where the price is: a walk of some ticks a trade, in which
 * rules fire and come back all the time, and trades that concern no rule; beside a loop over all rules.
 */
export async function benchAlerts(scale: Scale): Promise<Finding[]> {
  const rules = rulesAround(START);
  const count = Math.max(20_000, Math.round(TRADES * scale.work));
  const walk = walkOf(count, 8);
  const still = walkOf(count, 0);
  const rounds = 1 + scale.rounds;
  const moving = least(rounds, () => watch(rules, walk));
  const quiet = least(rounds, () => watch(rules, still));
  const looped = least(rounds, () => loop(rules, walk.slice(0, LOOPED))) * (count / LOOPED);
  const about = { benchmark: "alerts", unit: "ns" };
  return [
    findingOf(
      {
        ...about,
        what: "a trade, 10,000 rules on prices, a walk",
        floorName: "a loop over all rules",
        target: { op: "<=", value: LIMIT_RATIO },
      },
      [{ subject: moving / count, floor: looped / count }],
    ),
    findingWithoutFloor(
      {
        ...about,
        what: "a trade that concerns none of 10,000 rules",
        target: { op: "<=", value: LIMIT_NS },
      },
      quiet / count,
    ),
  ];
}

function rulesAround(price: bigint): AlertRule[] {
  const random = seededRandom(4, 0xa1e);
  return Array.from({ length: RULES }, (_, i) => {
    const offset = BigInt(Math.floor((random() - 0.5) * 0.1 * 6_725_001)) * TICK;
    const operator = LEVEL_OPERATORS[i % LEVEL_OPERATORS.length] ?? "above";
    return {
      ...{ id: `r${i}`, owner: "admin", place: "BTCUSDT", generation: 1, repeat: true },
      ...{ cooldownMs: 0, expiresAt: null, immediate: false },
      condition: {
        ...{ type: "price", operator, threshold: fromScaled(price + offset, 8) },
        hysteresis: parseDecimal(i % 2 === 0 ? "0" : "5"),
      },
    };
  });
}

function walkOf(count: number, ticks: number): Trade[] {
  const random = seededRandom(5, 0x3a1);
  const size = parseDecimal("0.01");
  let price = START;
  return Array.from({ length: count }, (_, id) => {
    price += BigInt(Math.round((random() - 0.5) * 2 * ticks)) * TICK;
    return {
      id,
      price: fromScaled(price, 8),
      size,
      time: id * 10,
      firstId: id,
      lastId: id,
      buyerIsMaker: false,
    };
  });
}

/** @returns nanoseconds in all. */
function watch(rules: readonly AlertRule[], trades: readonly Trade[]): number {
  let fired = 0;
  const book = new RuleBook(() => {
    fired += 1;
  });
  for (const rule of rules) book.put(rule);
  const [first] = trades;
  if (first !== undefined) book.onTrade(first);
  const start = performance.now();
  for (const trade of trades) book.onTrade(trade);
  const ns = (performance.now() - start) * 1e6;
  if (fired < 0) throw new Error("nothing was counted");
  return ns;
}

/** The same rules, each looked at with each trade. */
function loop(rules: readonly AlertRule[], trades: readonly Trade[]): number {
  const levels = rules.flatMap(({ condition }): Level<bigint>[] => {
    if (condition.type !== "price") return [];
    const [threshold, band] = [scaledPrice(condition.threshold), scaledPrice(condition.hysteresis)];
    return [{ operator: condition.operator, threshold, low: threshold - band, high: threshold + band }];
  });
  const states = levels.map(newLevelState);
  let fired = 0;
  const start = performance.now();
  for (const { price } of trades) {
    const scaled = scaledPrice(price);
    for (let i = 0; i < levels.length; i++) {
      const [level, state] = [levels[i], states[i]];
      if (level !== undefined && state !== undefined && stepLevel(level, state, scaled)) fired += 1;
    }
  }
  const ns = (performance.now() - start) * 1e6;
  if (fired < 0) throw new Error("nothing was counted");
  return ns;
}

function least(rounds: number, work: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) best = Math.min(best, work());
  return best;
}
