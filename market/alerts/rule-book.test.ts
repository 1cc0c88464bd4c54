import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, parseDecimal } from "../bars/decimal.ts";
import type { Trade } from "../bars/trade.ts";
import type { Detection } from "../patterns/detection.ts";
import type { Signal, SignalEvent } from "../signals/signal.ts";
import type { BarScene } from "./bar-scene.ts";
import type { Condition } from "./condition.ts";
import type { Firing } from "./firing.ts";
import { LEVEL_OPERATORS } from "./level.ts";
import type { AlertRule } from "./rule.ts";
import { RuleBook } from "./rule-book.ts";
import { firingIndexes } from "./test-data/level-oracle.ts";

const PLACE = "AAAUSDT";
const MINUTE = 60_000;
const price = (cents: number): Decimal => parseDecimal((cents / 100).toFixed(2));

function ruleOf(condition: Condition, more: Partial<AlertRule> = {}): AlertRule {
  return {
    ...{ id: "rule", owner: "admin", place: PLACE, generation: 1, condition, repeat: true },
    ...{ cooldownMs: 0, expiresAt: null, immediate: false, ...more },
  };
}

function tradeOf(id: number, cents: number, time = id * 1_000): Trade {
  const size = parseDecimal("1");
  return { id, price: price(cents), size, time, firstId: id, lastId: id, buyerIsMaker: false };
}

function bookOf(...rules: AlertRule[]) {
  const firings: Firing[] = [];
  const book = new RuleBook((firing) => firings.push(firing));
  for (const rule of rules) book.put(rule);
  return { book, firings };
}

const above = (threshold: string, hysteresis = "0"): Condition => ({
  ...{ type: "price", operator: "above" },
  ...{ threshold: parseDecimal(threshold), hysteresis: parseDecimal(hysteresis) },
});

describe("rules on prices", () => {
  it("[ALERT-20] [ALERT-24] many at once, each as if it were alone, through restarts from saved states", () => {
    const wish = fc.record({
      operator: fc.constantFrom(...LEVEL_OPERATORS),
      threshold: fc.integer({ min: 9_900, max: 10_100 }),
      hysteresis: fc.integer({ min: 0, max: 60 }),
      immediate: fc.boolean(),
      repeat: fc.boolean(),
      cooldown: fc.integer({ min: 0, max: 20 }),
      expires: fc.option(fc.integer({ min: 1, max: 150 }), { nil: null }),
    });
    const steps = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 150 });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40 }), steps, fc.integer(), (wishes, moves, seed) => {
        let cents = 10_000;
        const walk = moves.map((move) => {
          cents += move;
          return cents;
        });
        const rules = wishes.map(({ operator, threshold, hysteresis, cooldown, expires, ...more }, i) => {
          const condition: Condition = {
            ...{ type: "price", operator, threshold: price(threshold), hysteresis: price(hysteresis) },
          };
          const expiresAt = expires === null ? null : expires * 1_000;
          return ruleOf(condition, { id: `r${i}`, cooldownMs: cooldown * 1_000, expiresAt, ...more });
        });
        const told: string[] = [];
        const tell = (firing: Firing) => {
          if (firing.kind === "fired") told.push(firing.id);
        };
        let book = new RuleBook(tell);
        for (const rule of rules) book.put(rule);
        for (const [i, at] of walk.entries()) {
          book.onTrade(tradeOf(i, at));
          if ((i + seed) % 7 !== 0) continue;
          const saved: { rule: AlertRule; state: never }[] = JSON.parse(
            JSON.stringify([...book.all()], without),
          );
          book = new RuleBook(tell);
          for (const { rule, state } of saved) book.put(rule, state);
        }
        const wanted = wishes.flatMap((one, i) => {
          const { operator, threshold, hysteresis, immediate } = one;
          const edges = firingIndexes(walk, operator, threshold, hysteresis, immediate);
          return admitted(edges, one).map((index) => `r${i}:1:t${index}`);
        });
        expect([...told].sort()).toEqual(wanted.sort());
      }),
      { numRuns: 300 },
    );
  });

  it("[ALERT-14] compares prices exactly, where doubles could not", () => {
    const { book, firings } = bookOf(ruleOf(above("12345678901.12345678")));
    const at = (text: string, id: number) => ({ ...tradeOf(id, 0), price: parseDecimal(text) });
    book.onTrade(at("12345678901.12345677", 1));
    book.onTrade(at("12345678901.12345678", 2));
    expect(firings).toEqual([]);
    book.onTrade(at("12345678901.12345679", 3));
    expect(firings.map(({ id, value }) => [id, value])).toEqual([["rule:1:t3", "12345678901.12345679"]]);
  });

  it("[ALERT-15] once: it has ended; a firing says what happened", () => {
    const { book, firings } = bookOf(ruleOf(above("100"), { repeat: false }));
    for (const [id, cents] of [9_900, 10_001, 9_900, 10_100].entries()) book.onTrade(tradeOf(id, cents));
    expect(firings).toEqual([
      {
        ...{ id: "rule:1:t1", alert: "rule", owner: "admin", place: PLACE, type: "price", kind: "fired" },
        ...{ generation: 1, at: 1_000, count: 1, ended: true, value: "100.01" },
        text: "AAAUSDT went above 100: a trade at 100.01.",
      },
    ]);
  });

  it("[ALERT-17] an end is told once, by whatever comes first", () => {
    const { book, firings } = bookOf(ruleOf(above("100"), { expiresAt: 5_000 }));
    book.onTrade(tradeOf(1, 9_900));
    book.expire(4_999);
    expect(firings).toEqual([]);
    book.onTrade(tradeOf(6, 10_100));
    book.expire(9_000);
    book.onTrade(tradeOf(9, 9_900));
    book.onTrade(tradeOf(10, 10_100));
    expect(firings.map(({ id, kind, at }) => [id, kind, at])).toEqual([["rule:1:expired", "expired", 5_000]]);
  });

  it("a rule that was taken out is not looked at any more", () => {
    const { book, firings } = bookOf(ruleOf(above("100")), ruleOf(above("101"), { id: "other" }));
    book.onTrade(tradeOf(1, 9_900));
    book.remove("rule");
    book.onTrade(tradeOf(2, 10_200));
    expect(firings.map(({ alert }) => alert)).toEqual(["other"]);
  });
});

/** What repeat, cooldown and expiry leave of the edges, by their definition. */
function admitted(
  edges: readonly number[],
  rule: { readonly repeat: boolean; readonly cooldown: number; readonly expires: number | null },
): number[] {
  const left: number[] = [];
  for (const index of edges) {
    if (rule.expires !== null && index >= rule.expires) break;
    if (!rule.repeat && left.length > 0) break;
    const last = left.at(-1);
    if (last === undefined || index >= last + rule.cooldown) left.push(index);
  }
  return left;
}

const without = (key: string, value: unknown) => (key === "prices" ? undefined : value);

describe("rules on bars, signals and z-scores", () => {
  const scene = (index: number, more: Partial<BarScene> = {}): BarScene => ({
    ...{
      timeframe: "1m",
      openTime: index * MINUTE,
      closeTime: (index + 1) * MINUTE - 1,
      close: price(10_000),
    },
    ...{ values: {}, detections: [], closeBefore: () => null, stateOf: () => null, ...more },
  });
  const level = { operator: "above", threshold: 70, hysteresis: 0 } as const;

  it("[ALERT-30] a number of the core set, by its output; a bar without one decides nothing", () => {
    const rsi = ruleOf({ type: "indicator", timeframe: "1m", indicator: "rsi", output: null, ...level });
    const macd: AlertRule = {
      ...ruleOf({ type: "indicator", timeframe: "1m", indicator: "macd", output: "signal", ...level }),
      id: "macd",
    };
    const { book, firings } = bookOf(rsi, macd);
    const values = [60, null, 71, 72, 60, 71];
    for (const [i, rsi] of values.entries()) {
      book.onBar(scene(i, { values: { rsi, macd: rsi === null ? null : { macd: 0, signal: rsi } } }));
      book.onBar(scene(i, { timeframe: "5m", values: { rsi: rsi === 71 ? 0 : 99, macd: null } }));
    }
    const of = (alert: string) => firings.filter((one) => one.alert === alert).map(({ id }) => id);
    expect(of("rule")).toEqual([`rule:1:b1m.${2 * MINUTE}`, `rule:1:b1m.${5 * MINUTE}`]);
    expect(of("macd")).toEqual([`macd:1:b1m.${2 * MINUTE}`, `macd:1:b1m.${5 * MINUTE}`]);
    expect(firings[0]).toMatchObject({
      at: 3 * MINUTE - 1,
      value: "71",
      text: "rsi of AAAUSDT 1m went above 70: 71.",
    });
  });

  it("[ALERT-31] a change in percent over bar lengths; where the bar before is missing nothing is decided", () => {
    const change = {
      type: "change",
      timeframe: "1m",
      bars: 2,
      operator: "below",
      threshold: -5,
      hysteresis: 0,
    } as const;
    const { book, firings } = bookOf(ruleOf(change));
    const closes = [100, 100, 96, 95, 91, 80].map((close) => price(100 * close));
    for (const [i, close] of closes.entries()) {
      book.onBar(scene(i, { close, closeBefore: (bars) => closes[i - bars] ?? null }));
    }
    expect(firings.map(({ id, text }) => [id, text])).toEqual([
      [`rule:1:b1m.${4 * MINUTE}`, "AAAUSDT went below a change of −5 % over 2 bars of 1m: −5.21 %."],
    ]);
  });

  it("[ALERT-32] a reading when it becomes so, a volume above its multiple", () => {
    const reading = ruleOf({ type: "reading", timeframe: "1m", indicator: "rsi", state: "overbought" });
    const volume = ruleOf(
      { type: "volume", timeframe: "1m", threshold: 2, hysteresis: 0.5 },
      { id: "volume" },
    );
    const { book, firings } = bookOf(reading, volume);
    const states = ["neutral", "overbought", "overbought", null, "neutral", "overbought"];
    const volumes = [1, 2.1, 1.6, 2.2, 1.4, 3];
    for (const [i, state] of states.entries()) {
      book.onBar(scene(i, { stateOf: () => state, values: { relativeVolume: volumes[i] ?? null } }));
    }
    const at = (alert: string) =>
      firings.filter((one) => one.alert === alert).map(({ at }) => Math.floor(at / MINUTE));
    expect([at("rule"), at("volume")]).toEqual([
      [1, 5],
      [1, 5],
    ]);
  });

  it("[ALERT-33] a pattern: any or one, of a strength; several of one bar fire once", () => {
    const any = ruleOf({ type: "pattern", timeframe: "1m", pattern: null, minStrength: 50 });
    const doji = ruleOf(
      { type: "pattern", timeframe: "1m", pattern: "doji", minStrength: 1 },
      { id: "doji" },
    );
    const { book, firings } = bookOf(any, doji);
    const found = (pattern: Detection["pattern"], strength: number): Detection => ({
      ...{ pattern, strength, signal: "neutral", bars: 1, openTime: 0, description: "" },
    });
    book.onBar(scene(0, { detections: [found("doji", 20), found("hammer", 60), found("tweezerTop", 55)] }));
    book.onBar(scene(1, { detections: [found("hammer", 49)] }));
    expect(firings.map(({ id, value }) => [id, value])).toEqual([
      ["rule:1:b1m.0", "60"],
      ["doji:1:b1m.0", "20"],
    ]);
    expect(firings[0]?.text).toBe(
      "AAAUSDT 1m: hammer (neutral, strength 60), tweezerTop (neutral, strength 55).",
    );
  });

  it("[ALERT-34] what happens to signals, by side and kind; the stop is an end", () => {
    const rule = (
      id: string,
      events: readonly ("issued" | "target" | "stop" | "closed")[],
      side: "BUY" | null = null,
    ) => ruleOf({ type: "signal", timeframe: "1m", side, events }, { id });
    const { book, firings } = bookOf(
      rule("all", ["issued", "target", "closed"]),
      rule("stop", ["stop"], "BUY"),
    );
    const signal = (side: "BUY" | "SELL", closeReason: Signal["closeReason"]) =>
      ({ ...{ side, closeReason, symbol: PLACE, timeframe: "1m" }, decision: { openTime: 7 } }) as Signal;
    const events: SignalEvent[] = [
      { kind: "issued", signal: signal("BUY", null) },
      { kind: "target", target: 1, signal: signal("BUY", null) },
      { kind: "closed", signal: signal("BUY", "stop") },
      { kind: "closed", signal: signal("SELL", "stop") },
      { kind: "expired", signal: signal("BUY", "expired") },
    ];
    for (const [i, event] of events.entries()) book.onSignal(event, i);
    expect(firings.map(({ alert, at }) => `${alert} ${at}`)).toEqual([
      "all 0",
      "all 1",
      "all 2",
      "stop 2",
      "all 3",
      "all 4",
    ]);
    expect(firings[3]?.text).toBe("BUY signal of AAAUSDT 1m ended: its stop was reached.");
  });

  it("[ALERT-35] z-scores, high and low, each time that they go beyond", () => {
    const z = (type: "zscore_high" | "zscore_low") =>
      ruleOf({ type, timeframe: "1m", threshold: 2, hysteresis: 0.5 }, { id: type });
    const { book, firings } = bookOf(z("zscore_high"), z("zscore_low"));
    const scores = [0, 2.1, 1.6, 2.2, 1.4, 2.3, null, -2, -2.5, 0, -3];
    for (const [i, zScore] of scores.entries()) {
      book.onZScore({ timeframe: "1m", openTime: i * MINUTE, closeTime: (i + 1) * MINUTE - 1, zScore });
    }
    const at = (alert: string) =>
      firings.filter((one) => one.alert === alert).map(({ at }) => Math.floor(at / MINUTE));
    expect([at("zscore_high"), at("zscore_low")]).toEqual([
      [1, 5],
      [8, 10],
    ]);
  });
});
