import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newEngineState } from "./engine.ts";
import { engineStateFromJson, engineStateToJson } from "./engine-json.ts";
import { formingBar } from "./forming.ts";
import { klineLike, klineOf, MIDNIGHT, MINUTE, SECOND, TestEngine } from "./test-engine.ts";
import { klinesNeeded, klinesWanted } from "./wanted-klines.ts";

/** An engine whose first minute has two trades and is final by its kline. */
function firstMinuteFinal(): TestEngine {
  const test = new TestEngine();
  test.trade(100, "10", "1");
  test.trade(59_000, "12", "2", { buyerIsMaker: true });
  const bar = formingBar(test.engine.state, "1m");
  if (bar === undefined) throw new Error("no forming bar");
  test.kline(klineLike(bar));
  return test;
}

describe("seconds", () => {
  it("[BAR-20] are final with a trade of a later second", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(900, "11", "1");
    expect(test.of("1s")).toEqual([]);
    test.trade(1_000, "12", "1");
    expect(test.of("1s")).toMatchObject([{ openTime: MIDNIGHT, open: "10", close: "11", n: 2, revision: 0 }]);
  });

  it("[BAR-20] are final 2 s past their close when the exchange names no trade that is missing", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.clock(2_999);
    expect(test.of("1s")).toEqual([]);
    test.clock(3_000, 2);
    test.clock(3_500, null);
    expect(test.of("1s")).toEqual([]);
    test.trade(900, "11", "1");
    test.clock(3_600);
    expect(test.of("1s")).toMatchObject([{ n: 2, close: "11", revision: 0 }]);
  });

  it("[BAR-15] are revised by a trade that is late by its own time", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(1_100, "11", "1");
    test.trade(800, "9", "1");
    expect(test.of("1s")).toMatchObject([
      { openTime: MIDNIGHT, n: 1, revision: 0 },
      { openTime: MIDNIGHT, n: 2, low: "9", revision: 1 },
    ]);
  });
});

describe("seconds beside a gap", () => {
  it("[BAR-13] get no bar, for nobody knows the rest of their trades", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(1_100, "11", "1");
    test.engine.gap(MIDNIGHT + 1_100, MIDNIGHT + 5_200);
    test.trade(5_200, "12", "1", { firstId: 9, lastId: 9 });
    test.trade(5_300, "13", "1");
    test.trade(6_100, "14", "1");
    test.trade(7_100, "15", "1");
    expect(test.of("1s").map((bar) => bar.openTime - MIDNIGHT)).toEqual([0, 6_000]);
  });
});

describe("minutes", () => {
  it("[BAR-21] are final when the closed kline is reached, not before its last trade is held", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.kline(
      klineOf(0, {
        open: "10",
        high: "10",
        low: "9",
        close: "9",
        n: 2,
        volume: "2",
        quoteVolume: "19",
        takerBuyVolume: "2",
        takerBuyQuoteVolume: "19",
        firstId: 1,
        lastId: 2,
      }),
    );
    expect(test.of("1m")).toEqual([]);
    test.trade(59_999, "9", "1");
    expect(test.of("1m")).toMatchObject([{ n: 2, low: "9", final: true, revision: 0, source: "trades" }]);
    expect(test.reconciled).toEqual([{ openTime: MIDNIGHT, differing: [] }]);
  });

  it("[BAR-21] are final without a kline 5 s after a trade of a later minute", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(MINUTE + 500, "11", "1");
    test.clock(MINUTE + 5_499);
    expect(test.of("1m")).toEqual([]);
    test.clock(MINUTE + 5_500);
    expect(test.of("1m")).toMatchObject([{ openTime: MIDNIGHT, n: 1, source: "trades" }]);
  });

  it("[BAR-22] without trades are flat when the kline says n = 0", () => {
    const test = firstMinuteFinal();
    test.kline(klineOf(MINUTE, { open: "12", high: "12", low: "12", close: "12" }));
    expect(test.of("1m").at(-1)).toMatchObject({
      openTime: MIDNIGHT + MINUTE,
      open: "12",
      close: "12",
      volume: "0",
      n: 0,
      firstId: null,
      source: "trades",
    });
  });

  it("[BAR-22] without trades and kline are a gap, and asked for first", () => {
    const test = firstMinuteFinal();
    test.trade(3 * MINUTE + 100, "13", "1");
    test.clock(3 * MINUTE + 6_000);
    expect(test.of("1m")).toHaveLength(1);
    expect(klinesNeeded(test.engine.state)).toEqual({ from: MIDNIGHT + MINUTE, to: MIDNIGHT + 2 * MINUTE });
    test.engine.klinesAbsent(MIDNIGHT + MINUTE, MIDNIGHT + 2 * MINUTE);
    test.engine.settle();
    expect(test.silences).toEqual([{ from: MIDNIGHT + MINUTE, to: MIDNIGHT + 3 * MINUTE - 1, missed: 2 }]);
    expect(test.of("1m")).toHaveLength(1);
  });

  it("[BAR-13] [BAR-23] that a gap touches take the kline, and the trades' fold later", () => {
    const test = new TestEngine();
    const first = test.trade(100, "10", "1");
    test.engine.gap(MIDNIGHT + 100, MIDNIGHT + 2_000);
    test.trade(2_000, "12", "1", { firstId: 3, lastId: 3 });
    const kline = klineOf(0, {
      open: "10",
      high: "12",
      low: "9",
      close: "12",
      n: 3,
      volume: "3",
      quoteVolume: "31",
      takerBuyVolume: "3",
      takerBuyQuoteVolume: "31",
    });
    test.kline(kline);
    expect(test.of("1m")).toMatchObject([{ n: 3, low: "9", firstId: null, source: "kline", revision: 0 }]);
    const whole = new TestEngine();
    for (const price of ["10", "9", "12"]) whole.trade(first.time - MIDNIGHT, price, "1");
    const sum = whole.engine.state.minutes.pending[0]?.sum;
    if (sum == null) throw new Error("no sum");
    expect(test.engine.repairMinute(sum)).toBe("repaired");
    expect(test.of("1m").at(-1)).toMatchObject({
      firstId: 1,
      lastId: 3,
      n: 3,
      source: "trades",
      revision: 1,
    });
    expect(test.engine.repairMinute(sum)).toBe("same");
  });

  it("[BAR-14] count a jump of individual ids, and go on", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(200, "10", "1", { firstId: 9, lastId: 10 });
    expect(test.idJumps).toBe(1);
    expect(formingBar(test.engine.state, "1m")).toMatchObject({ n: 3, firstId: 1, lastId: 10, final: false });
  });

  it("[BAR-15] [BAR-32] are revised by a late trade, and all that stands on them", () => {
    const test = firstMinuteFinal();
    test.trade(MINUTE + 100, "12", "1");
    test.trade(59_900, "99", "1");
    expect(test.of("1m")).toMatchObject([
      { revision: 0, high: "12" },
      { revision: 1, high: "99", n: 3 },
    ]);
    expect(formingBar(test.engine.state, "1h")).toMatchObject({ high: "99", n: 4 });
  });

  it("[BAR-26] that nobody answers for let later ones go on, and come late", () => {
    const test = firstMinuteFinal();
    for (let minute = 6; minute <= 11; minute += 1) test.trade(minute * MINUTE, "13", "1");
    test.clock(11 * MINUTE + 6_000);
    const needed = klinesNeeded(test.engine.state);
    expect(needed).toEqual({ from: MIDNIGHT + MINUTE, to: MIDNIGHT + 5 * MINUTE });
    if (needed === undefined) return;
    test.engine.passOver(needed.from, needed.to);
    test.engine.settle();
    expect(test.of("5m").map((bar) => [bar.openTime, bar.revision])).toEqual([
      [MIDNIGHT, 0],
      [MIDNIGHT + 5 * MINUTE, 0],
    ]);
    for (let minute = 1; minute <= 5; minute += 1)
      test.kline(
        klineOf(minute * MINUTE, {
          n: 1,
          open: "7",
          high: "7",
          low: "7",
          close: "7",
          volume: "1",
          quoteVolume: "7",
        }),
      );
    expect(test.store.get("5m", MIDNIGHT)).toMatchObject({ low: "7", n: 6 });
    expect(test.store.get("5m", MIDNIGHT + 5 * MINUTE)).toMatchObject({ open: "7", n: 5 });
  });

  it("[BAR-26] that come late count in a window that was not over by then", () => {
    const test = new TestEngine(newEngineState(MIDNIGHT - MINUTE));
    test.trade(2 * MINUTE, "13", "1");
    test.clock(2 * MINUTE + 6_000);
    test.engine.passOver(MIDNIGHT, MIDNIGHT + MINUTE);
    test.engine.settle();
    test.kline(
      klineOf(0, { n: 4, open: "7", high: "7", low: "7", close: "7", volume: "1", quoteVolume: "7" }),
    );
    test.trade(3 * MINUTE, "13", "1");
    test.clock(3 * MINUTE + 6_000);
    for (let minute = 4; minute <= 5; minute += 1) test.trade(minute * MINUTE, "13", "1");
    test.clock(5 * MINUTE + 6_000);
    expect(test.store.get("5m", MIDNIGHT)).toMatchObject({ open: "7", n: 7 });
  });
});

describe("reconciliation", () => {
  const values = {
    open: "10",
    high: "12",
    low: "10",
    close: "12",
    n: 2,
    volume: "3",
    quoteVolume: "34",
    takerBuyVolume: "1",
    takerBuyQuoteVolume: "10",
    firstId: 1,
    lastId: 2,
  };

  it.each([
    "open",
    "high",
    "low",
    "close",
    "volume",
    "n",
    "takerBuyVolume",
    "quoteVolume",
    "takerBuyQuoteVolume",
  ] as const)("[BAR-30] a kline with another %s gives exactly one revision", (field) => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(59_000, "12", "2", { buyerIsMaker: true });
    const kline = klineOf(0, { ...values, [field]: field === "n" ? 3 : "12.5" });
    test.kline(kline);
    test.kline(kline);
    test.trade(MINUTE, "12", "1");
    test.clock(MINUTE + 6_000);
    test.kline(kline);
    expect(test.of("1m")).toMatchObject([
      { revision: 0, source: "trades" },
      { revision: 1, source: "kline" },
    ]);
    expect(test.reconciled).toEqual([{ openTime: MIDNIGHT, differing: [field] }]);
  });

  it("[BAR-31] a kline that comes after the minute was final is compared too", () => {
    const test = new TestEngine();
    test.trade(100, "10", "1");
    test.trade(MINUTE, "12", "1");
    test.clock(MINUTE + 5_000);
    test.clock(2 * MINUTE + 20_000);
    expect(klinesWanted(test.engine.state)).toEqual({ from: MIDNIGHT, to: MIDNIGHT });
    test.kline(
      klineOf(0, {
        open: "10",
        high: "10",
        low: "10",
        close: "10",
        n: 1,
        volume: "1",
        quoteVolume: "10",
        takerBuyVolume: "1",
        takerBuyQuoteVolume: "10.1",
      }),
    );
    expect(test.of("1m").at(-1)).toMatchObject({ openTime: MIDNIGHT, revision: 1, source: "kline" });
    expect(klinesWanted(test.engine.state)).toBeUndefined();
  });

  it("[BAR-30] quote volumes may differ by what the kline's eight decimals cut", () => {
    const test = new TestEngine();
    test.trade(100, "0.12345678", "0.87654321");
    const bar = formingBar(test.engine.state, "1m");
    if (bar !== undefined) test.kline(klineLike(bar));
    expect(test.reconciled).toEqual([{ openTime: MIDNIGHT, differing: [] }]);
    expect(test.of("1m")).toMatchObject([{ quoteVolume: "0.1082152022374638" }]);
  });
});

describe("the engine's state", () => {
  it("[BAR-40] goes on identically from its text, wherever it was cut", () => {
    const step = fc.record({
      ms: fc.integer({ min: -900, max: 40_000 }),
      price: fc.integer({ min: 1, max: 999 }),
      gap: fc.boolean(),
      kline: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 40 }), fc.nat(39), (steps, cut) => {
        const run = (cutAt: number) => {
          let test = new TestEngine();
          const events = [...test.events];
          let at = SECOND;
          let id = 1;
          for (const [index, { ms, price, gap, kline }] of steps.entries()) {
            if (index === cutAt) {
              events.push(...test.events);
              test = new TestEngine(engineStateFromJson(engineStateToJson(test.engine.state)), test.store);
            }
            at = Math.max(0, at + ms);
            if (gap && index % 7 === 3) test.engine.gap(MIDNIGHT + Math.max(0, at - ms), MIDNIGHT + at);
            test.trade(at, String(price), "1", { firstId: id, lastId: id });
            id += 1;
            const before = at - (at % MINUTE) - MINUTE;
            if (kline && before >= 0) test.kline(klineOf(before, { n: 1 }));
            test.clock(at + 3_000, id - 1);
          }
          return JSON.stringify([...events, ...test.events]);
        };
        expect(run(cut)).toBe(run(-1));
      }),
      { numRuns: 60 },
    );
  });
});
