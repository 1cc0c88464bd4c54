import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import { closeTimeOf } from "../time/timeframe.ts";
import { activeSignal, decideByBar, decideByTrade, emptyBook, issueLate, passBar } from "./lifecycle.ts";
import type { Decision, Side, Signal, SignalEvent } from "./signal.ts";
import { thoughtDecision } from "./test-data/decisions.ts";
import { type Fate, fatesOnBars } from "./test-data/lifecycle-oracle.ts";

const SERIES = { symbol: "AAAUSDT", timeframe: "1m" } as const;
const START = 1_700_000_040_000;
const LIFETIME = 12;

function flat(minute: number, close: number, high = close, low = close, open = close): PriceBar {
  return { openTime: START + minute * 60_000, open, high, low, close, volume: 1 };
}

/** A book with a signal of the side at a close of 100 and an ATR of 2: BUY stop 97, targets 104, 106, 108. */
function issued(side: Side) {
  const book = emptyBook();
  const bar = flat(0, 100);
  passBar(book, SERIES, bar.close, thoughtDecision(bar, side, 2), LIFETIME);
  return { book, at: closeTimeOf(bar.openTime, "1m") };
}

const kinds = (events: readonly SignalEvent[]) =>
  events.map((event) => (event.kind === "target" ? `target${event.target}` : event.kind));

describe("a signal's outcome on trades", () => {
  it("[SIG-41] is touched by a price at a level, not by one before it", () => {
    const { book, at } = issued("BUY");
    expect(decideByTrade(book, 103.99, at + 1)).toEqual([]);
    expect(kinds(decideByTrade(book, 104, at + 2))).toEqual(["target1"]);
    expect(decideByTrade(book, 104.5, at + 3)).toEqual([]);
    expect(kinds(decideByTrade(book, 106, at + 4))).toEqual(["target2"]);
    const [end] = decideByTrade(book, 108.5, at + 5);
    expect(end).toMatchObject({
      kind: "closed",
      signal: {
        ...{ status: "closed", closeReason: "target3", closePrice: 108, closedAt: at + 5 },
        ...{ touchedAt: [at + 2, at + 4, at + 5], best: 108.5, worst: 100 },
      },
    });
    expect(book.active).toBeNull();
  });

  it("[SIG-41] one trade through several levels touches each, in order", () => {
    const { book, at } = issued("SELL");
    expect(kinds(decideByTrade(book, 93, at + 1))).toEqual(["target1", "target2"]);
    expect(kinds(decideByTrade(book, 90, at + 2))).toEqual(["closed"]);
  });

  it("[SIG-41] a stop is left at the price that is there", () => {
    const { book, at } = issued("SELL");
    const [end] = decideByTrade(book, 103.4, at + 1);
    expect(end?.signal).toMatchObject({ closeReason: "stop", closePrice: 103.4, best: 100, worst: 103.4 });
  });

  it("[SIG-41] a price at the stop is the stop's, one before it is not", () => {
    for (const [side, stop, before] of [
      ["BUY", 97, 97.01],
      ["SELL", 103, 102.99],
    ] as const) {
      const { book, at } = issued(side);
      expect(decideByTrade(book, before, at + 1)).toEqual([]);
      expect(decideByTrade(book, stop, at + 2)).toMatchObject([
        { kind: "closed", signal: { closeReason: "stop", closePrice: stop, closedAt: at + 2 } },
      ]);
    }
  });

  it("[SIG-41] trades up to its bar's close are its past", () => {
    const { book, at } = issued("BUY");
    expect(decideByTrade(book, 50, at)).toEqual([]);
    expect(activeSignal(book)).toMatchObject({ worst: 100 });
  });

  it("[SIG-41] the order of trades decides, as a search for the first touch does", () => {
    const prices = fc.array(fc.integer({ min: 9_550, max: 10_950 }), { maxLength: 60 });
    fc.assert(
      fc.property(prices, fc.constantFrom<Side>("BUY", "SELL"), (cents, side) => {
        const { book, at } = issued(side);
        const path = cents.map((cent) => cent / 100);
        const events = path.flatMap((price, i) => [...decideByTrade(book, price, at + 1 + i)]);
        const sign = side === "BUY" ? 1 : -1;
        const reach = path.map((price) => sign * (price - 100));
        const stop = reach.findIndex((r) => r <= -3);
        const until = stop < 0 ? path.length : stop;
        const touches = [4, 6, 8].map((level) => reach.findIndex((r, i) => i < until && r >= level));
        const third = touches[2] ?? -1;
        const expected = [
          ...touches.slice(0, 2).flatMap((i, n) => (i < 0 ? [] : [`target${n + 1}`])),
          ...(third >= 0 || stop >= 0 ? ["closed"] : []),
        ];
        expect(kinds(events)).toEqual(expected);
        const end = third >= 0 ? third : stop;
        const lived = end < 0 ? path : path.slice(0, end + 1);
        const last = events.at(-1)?.kind === "closed" ? events.at(-1)?.signal : activeSignal(book);
        expect(last).toMatchObject({
          closeReason: third >= 0 ? "target3" : stop >= 0 ? "stop" : null,
          best: sign * Math.max(sign * 100, ...lived.map((price) => sign * price)),
          worst: sign * Math.min(sign * 100, ...lived.map((price) => sign * price)),
          touchedAt: touches.map((i) => (i < 0 ? null : at + 1 + i)),
        });
      }),
    );
  });
});

describe("a signal's outcome on bars", () => {
  it("[SIG-42] a bar that has stop and target is the stop's", () => {
    const { book } = issued("BUY");
    const bar = flat(1, 100, 120, 96.5, 99);
    const [end, ...rest] = decideByBar(book, bar, closeTimeOf(bar.openTime, "1m"));
    expect(rest).toEqual([]);
    expect(end?.signal).toMatchObject({ closeReason: "stop", closePrice: 97, best: 100, worst: 97 });
  });

  it("[SIG-42] a bar that opens beyond the stop is left at its open", () => {
    for (const [side, open] of [
      ["BUY", 95],
      ["SELL", 105],
    ] as const) {
      const { book } = issued(side);
      const bar = flat(1, open, open + 1, open - 1);
      expect(decideByBar(book, bar, closeTimeOf(bar.openTime, "1m"))).toMatchObject([
        { signal: { closeReason: "stop", closePrice: open, worst: open, best: 100 } },
      ]);
    }
  });

  it("[SIG-43] ends at the close of the bar that decides the opposite, whose signal follows", () => {
    const { book } = issued("BUY");
    const bar = flat(1, 101);
    const events = passBar(book, SERIES, bar.close, thoughtDecision(bar, "SELL", 2), LIFETIME);
    expect(events).toMatchObject([
      { kind: "closed", signal: { side: "BUY", closeReason: "opposite", closePrice: 101, age: 1 } },
      { kind: "issued", signal: { side: "SELL", id: `AAAUSDT:1m:${bar.openTime}` } },
    ]);
  });

  it("[SIG-43] the same side again issues nothing while a signal runs", () => {
    const { book } = issued("BUY");
    const bar = flat(1, 101);
    expect(passBar(book, SERIES, bar.close, thoughtDecision(bar, "BUY", 2), LIFETIME)).toEqual([]);
    expect(activeSignal(book)).toMatchObject({ age: 1, issuedAt: closeTimeOf(START, "1m") });
  });

  it("[SIG-43] expires by count of final bars, whatever is missing between them", () => {
    const { book } = issued("BUY");
    const events = [...Array(LIFETIME).keys()].flatMap((i) => {
      const bar = flat(1 + i * 7, 101);
      return [...passBar(book, SERIES, bar.close, thoughtDecision(bar, "HOLD", 2), LIFETIME)];
    });
    expect(events).toMatchObject([
      { kind: "expired", signal: { status: "expired", age: LIFETIME, closePrice: 101 } },
    ]);
  });

  it("[SIG-40] [SIG-42] [SIG-43] every fate on random bars is that of a search for the first of everything", () => {
    const sides = fc.array(fc.constantFrom<Side | "HOLD">("BUY", "SELL", "HOLD", "HOLD"), {
      minLength: 80,
      maxLength: 80,
    });
    fc.assert(
      fc.property(randomBars(5, 80), sides, fc.integer({ min: 1, max: 6 }), (bars, wishes, atr) => {
        const decisions = bars.map((bar, i) => thoughtDecision(bar, wishes[i] ?? "HOLD", atr));
        expect(fatesOf(bars, decisions)).toEqual(fatesOnBars(bars, decisions, LIFETIME));
      }),
      { numRuns: 400 },
    );
  });
});

describe("a signal on request", () => {
  const bar = flat(0, 100);
  const decision = thoughtDecision(bar, "BUY", 2);
  const levelsAt = (side: Side, price: number) => thoughtDecision(flat(0, price), side, 2).levels;

  it("[SIG-44] is entered at the last price, where its bar has long closed", () => {
    const book = emptyBook();
    const now = { price: 101, time: decision.closeTime + 600_000 };
    const event = issueLate(book, SERIES, decision, now, levelsAt);
    expect(event?.signal).toMatchObject({ issuedAt: now.time, decision: { levels: { entry: 101 } } });
    expect(event?.signal.decision.reasons.at(-1)).toContain("10 min after the close");
    // What was traded between close and issue is its past.
    expect(decideByTrade(book, 90, now.time)).toEqual([]);
  });

  it("[SIG-44] is issued once, also when it has ended since", () => {
    const book = emptyBook();
    expect(issueLate(book, SERIES, decision, null, levelsAt)?.kind).toBe("issued");
    expect(issueLate(book, SERIES, decision, null, levelsAt)).toBeNull();
    decideByTrade(book, 90, decision.closeTime + 5);
    expect(book.active).toBeNull();
    expect(issueLate(book, SERIES, decision, null, levelsAt)).toBeNull();
  });
});

/** The same told by the lifecycle itself. */
function fatesOf(bars: readonly PriceBar[], decisions: readonly Decision[]): Fate[] {
  const book = emptyBook();
  const last = new Map<string, Signal>();
  bars.forEach((bar, i) => {
    const decision = decisions[i];
    if (decision === undefined) return;
    const events = [
      ...decideByBar(book, bar, decision.closeTime),
      ...passBar(book, SERIES, bar.close, decision, LIFETIME),
    ];
    for (const { signal } of events) last.set(signal.id, signal);
  });
  const running = activeSignal(book);
  if (running !== null) last.set(running.id, running);
  return [...last.values()].map((signal) => ({
    ...{ openTime: signal.decision.openTime, side: signal.side, touched: signal.touchedAt },
    ...{ reason: signal.closeReason, closePrice: signal.closePrice, closedAt: signal.closedAt },
    ...{ best: signal.best, worst: signal.worst },
  }));
}
