import { describe, expect, it } from "vitest";
import type { Condition } from "../../../market/alerts/condition.ts";
import { LEVEL_OPERATORS } from "../../../market/alerts/level.ts";
import type { AlertRule } from "../../../market/alerts/rule.ts";
import { firingIndexes } from "../../../market/alerts/test-data/level-oracle.ts";
import { fromScaled } from "../../../market/bars/decimal.ts";
import { anchoredFold } from "../../../market/indicators/anchored.ts";
import { CORE_SET } from "../../../market/indicators/core-set.ts";
import type { PriceBar } from "../../../market/indicators/kernel.ts";
import { READING_BARS } from "../../../market/indicators/readings/reading.ts";
import { readingOf } from "../../../market/indicators/readings/readings.ts";
import { type Episode, type Plan, planOf } from "./plan.ts";
import { signalEvents, storedBars } from "./verify-analytics.ts";
import { SYMBOL, World } from "./world.ts";

const TEST_MS = 120_000;
const MINUTE = 60_000;

/** A restless market that loses nothing: the exchange itself tells the truth. */
function restless(seed: number): Plan {
  const plan = planOf(seed);
  const tradesPerSecond = Math.min(1, plan.style.tradesPerSecond * 2);
  return {
    ...plan,
    style: { ...plan.style, price: 1_325n, tick: 1n, regress: 0, tradesPerSecond },
    ...{ falsified: new Set(), lost: [], down: new Set() },
  };
}

function evictedOften(plan: Plan): Plan {
  const episodes: Episode[] = [];
  for (let from = plan.start; from < plan.healed; from += 4_300)
    episodes.push({ kind: "evict", from, to: from + 200, waitMs: 0 });
  return { ...plan, episodes };
}

const ruleOf = (id: string, condition: Condition, more: Partial<AlertRule> = {}): AlertRule => ({
  ...{ id, owner: "admin", place: SYMBOL, generation: 1, condition, repeat: true },
  ...{ cooldownMs: 0, expiresAt: null, immediate: false, ...more },
});

/** Rules on prices around where the market is, in units of 1e-8. */
function priceRules(around: bigint): { rule: AlertRule; threshold: number; hysteresis: number }[] {
  return [-40n, -12n, -3n, 0n, 4n, 15n, 60n].flatMap((offset) =>
    LEVEL_OPERATORS.flatMap((operator) =>
      [0n, 6n].map((band) => {
        const threshold = around + offset;
        const condition: Condition = {
          ...{ type: "price", operator },
          ...{ threshold: fromScaled(threshold, 8), hysteresis: fromScaled(band, 8) },
        };
        const rule = ruleOf(`price ${offset} ${operator} ${band}`, condition);
        return { rule, threshold: Number(threshold), hysteresis: Number(band) };
      }),
    ),
  );
}

const RSI = { threshold: 50, hysteresis: 5 } as const;
const CHANGE = { threshold: 0, hysteresis: 0 } as const;
const READINGS = [
  ["rsi", "overbought"],
  ["rsi", "oversold"],
  ["macd", "crossed above signal"],
  ["supertrend", "flipped down"],
] as const;
const BAR_RULES: readonly AlertRule[] = [
  ruleOf("rsi", {
    type: "indicator",
    timeframe: "1m",
    indicator: "rsi",
    output: null,
    operator: "crosses",
    ...RSI,
  }),
  ruleOf("change", { type: "change", timeframe: "1m", bars: 3, operator: "above", ...CHANGE }),
  ...READINGS.map(([indicator, state]) =>
    ruleOf(`${indicator} ${state}`, { type: "reading", timeframe: "1m", indicator, state }),
  ),
  ruleOf("signal", { type: "signal", timeframe: "1m", side: null, events: ["issued", "target", "closed"] }),
];

/** A world whose hub is given its rules a minute after it has begun. */
async function alerted(plan: Plan) {
  const world = new World(plan);
  const mean =
    world.market.fills.reduce((sum, { price }) => sum + price, 0n) / BigInt(world.market.fills.length);
  const rules = priceRules(mean);
  const given = { trade: 0, bar: 0, signals: 0 };
  const give = async (): Promise<void> => {
    try {
      if (world.alerts.isEmpty)
        for (const rule of [...rules.map((one) => one.rule), ...BAR_RULES]) world.alerts.put(rule);
      await world.hub.syncAlerts();
      const { lastTradeId } = world.hub.getStatus();
      given.trade = lastTradeId ?? 0;
      given.bar = world.hub.getBars({ timeframe: "1m", limit: 1 }).bars.at(-1)?.openTime ?? 0;
      given.signals = signalEvents(world, "1m").length;
    } catch {
      world.time.after(300, () => void give());
    }
  };
  const begin = (): void => {
    const isUp = world.isUp && world.hub.getStatus().lastTradeId !== null;
    if (isUp) void give();
    else world.time.after(300, begin);
  };
  world.time.at(plan.start + 3 * MINUTE, begin);
  await world.run();
  await world.hub.housekeeping();
  return { world, rules, given };
}

/** What should have fired on prices: each rule by itself, over the true trades. */
function wantedOnPrices({ world, rules, given }: Awaited<ReturnType<typeof alerted>>): string[] {
  const { lastTradeId } = world.hub.getStatus();
  const fills = world.market.fills.filter(({ id }) => id > given.trade && id <= (lastTradeId ?? 0));
  const prices = fills.map(({ price }) => Number(price));
  return rules.flatMap(({ rule, threshold, hysteresis }) => {
    const { condition } = rule;
    if (condition.type !== "price") return [];
    const edges = firingIndexes(prices, condition.operator, threshold, hysteresis);
    return edges.map((index) => `${rule.id}:1:t${fills[index]?.id}`);
  });
}

function wantedOnBars({ world, given }: Awaited<ReturnType<typeof alerted>>): string[] {
  const bars = storedBars(world, "1m");
  const first = bars.findIndex(({ openTime }) => openTime > given.bar);
  const edges = (
    id: string,
    values: readonly (number | null)[],
    ...level: [number, number, "above" | "crosses"]
  ) => {
    const known = bars.flatMap((bar, i) =>
      i >= first && values[i] !== null ? [{ bar, value: values[i] ?? 0 }] : [],
    );
    const [threshold, hysteresis, operator] = level;
    const found = firingIndexes(
      known.map(({ value }) => value),
      operator,
      threshold,
      hysteresis,
    );
    return found.map((index) => `${id}:1:b1m.${known[index]?.bar.openTime}`);
  };
  const signals = signalEvents(world, "1m").slice(given.signals);
  return [
    ...edges("rsi", rsiOf(bars), RSI.threshold, RSI.hysteresis, "crosses"),
    ...edges("change", changesOf(bars), CHANGE.threshold, CHANGE.hysteresis, "above"),
    ...READINGS.flatMap(([key, state]) =>
      edges(`${key} ${state}`, saysOf(bars, key, state), 0.5, 0, "above"),
    ),
    ...signals.map(({ data }) => {
      const which = data.event === "target" ? `target${data.target}` : data.event;
      return `signal:1:s1m.${data.signal.id.split(":")[2]}.${which}`;
    }),
  ];
}

function rsiOf(bars: readonly PriceBar[]): (number | null)[] {
  const core = CORE_SET.find(({ key }) => key === "rsi");
  if (core === undefined) throw new Error("no RSI");
  return anchoredFold(core.kernel, core.parameters, "1m", bars).map((value) =>
    typeof value === "number" ? value : null,
  );
}

/** 1 where a reading of the whole series says it, 0 where it says something else. */
function saysOf(bars: readonly PriceBar[], key: string, state: string): (number | null)[] {
  const core = CORE_SET.find((one) => one.key === key);
  if (core === undefined) throw new Error(`no ${key}`);
  const { kernel, parameters } = core;
  const values = anchoredFold(kernel, parameters, "1m", bars);
  return bars.map(({ openTime }, i) => {
    const from = bars.findIndex((bar) => bar.openTime > openTime - READING_BARS * MINUTE);
    if (i < bars.length - 120) return null;
    const recent = { values: values.slice(from, i + 1), bars: bars.slice(from, i + 1), parameters };
    const reading = readingOf(kernel.id, recent);
    return reading === null ? null : Number(reading.state === state);
  });
}

function changesOf(bars: readonly PriceBar[]): (number | null)[] {
  const closes = new Map(bars.map(({ openTime, close }) => [openTime, close]));
  return bars.map(({ openTime, close }) => {
    const before = closes.get(openTime - 3 * MINUTE);
    return before === undefined ? null : Math.round((close - before) * 1e8);
  });
}

async function check(plan: Plan, least: number): Promise<void> {
  const run = await alerted(plan);
  const { world } = run;
  expect(world.errors).toEqual([]);
  const { gaps, revisions } = world.hub.getStatus().counters;
  expect([gaps, revisions]).toEqual([0, 0]);
  expect(world.lives).toBeGreaterThan(3);
  const wanted = [...wantedOnPrices(run), ...wantedOnBars(run)].sort();
  expect(wanted.length).toBeGreaterThan(least);
  expect([...world.alerts.log.keys()].sort()).toEqual(wanted);
  expect([...world.alerts.d1.keys()].sort()).toEqual(wanted);
  expect(world.alerts.resent).toBeGreaterThan(0);
  expect(world.sql.all("SELECT id FROM alert_firing").length).toBeLessThanOrEqual(1);
  world.sql.close();
}

describe("[ALERT-20] [ALERT-21] alerts of a hub that fails again and again are those of one that never did", () => {
  for (const seed of [3, 7, 14, 17]) it(`seed ${seed}`, () => check(restless(seed), 50), TEST_MS);
  it("seed 7, evicted every few seconds", () => check(evictedOften(restless(7)), 50), TEST_MS);
});
