import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "./decimal.ts";
import { admit, firstHeld, MAX_HELD, newSequence, skipHole } from "./sequence.ts";
import type { Trade } from "./trade.ts";

const one = parseDecimal("1");

function trade(id: number): Trade {
  return { id, price: one, size: one, time: id, firstId: id, lastId: id, buyerIsMaker: false };
}

describe("the sequence of trades", () => {
  it("[BAR-10] [BAR-11] passes each id once and in order, whatever order and however often they come", () => {
    const ids = Array.from({ length: 40 }, (_, index) => 101 + index);
    const arrivals = fc.tuple(fc.shuffledSubarray(ids), fc.shuffledSubarray(ids, { minLength: ids.length }));
    fc.assert(
      fc.property(arrivals, ([some, all]) => {
        const sequence = newSequence(100);
        const passed: number[] = [];
        let duplicates = 0;
        for (const id of [...some, ...all])
          if (admit(sequence, trade(id), (one) => passed.push(one.id)) === "duplicate") duplicates += 1;
        expect(passed).toEqual(ids);
        expect(duplicates).toBe(some.length);
        expect(sequence.held.size).toBe(0);
      }),
    );
  });

  it("[BAR-12] holds what lies beyond a hole until the hole is closed", () => {
    const sequence = newSequence(5);
    const passed: number[] = [];
    const accept = (one: Trade) => passed.push(one.id);
    expect(admit(sequence, trade(8), accept)).toBe("held");
    expect(admit(sequence, trade(7), accept)).toBe("held");
    expect(firstHeld(sequence)?.id).toBe(7);
    expect(passed).toEqual([]);
    expect(admit(sequence, trade(6), accept)).toBe("accepted");
    expect(passed).toEqual([6, 7, 8]);
  });

  it("[BAR-12] keeps a bounded number of held trades", () => {
    const sequence = newSequence(0);
    for (let id = 2; id < MAX_HELD + 2; id += 1) admit(sequence, trade(id), () => {});
    expect(admit(sequence, trade(MAX_HELD + 2), () => {})).toBe("dropped");
    expect(sequence.held.size).toBe(MAX_HELD);
  });

  it("[BAR-13] goes on behind a hole that is given up, and says how many ids are missing", () => {
    const sequence = newSequence(5);
    const passed: number[] = [];
    for (const id of [9, 10, 12]) admit(sequence, trade(id), () => {});
    expect(skipHole(sequence, (one) => passed.push(one.id))).toBe(3);
    expect(passed).toEqual([9, 10]);
    expect(sequence.lastId).toBe(10);
    expect(firstHeld(sequence)?.id).toBe(12);
  });
});
