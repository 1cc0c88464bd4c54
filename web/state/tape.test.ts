import { describe, expect, it } from "vitest";
import { applyTrades, EMPTY_TAPE, TAPE_ROWS, type Tape } from "./tape.ts";
import type { TradesEvent, ViewTrade } from "./wire.ts";

const trade = (id: number): ViewTrade => ({ id, price: 100 + id, size: 1, time: id * 1_000, side: "buy" });
const update = (...ids: number[]): TradesEvent => ({ kind: "update", trades: ids.map(trade) });
const snapshot = (...ids: number[]): TradesEvent => ({ kind: "snapshot", trades: ids.map(trade) });
const ids = (tape: Tape) => tape.rows.map((row) => row.id);

describe("the trade tape", () => {
  it("shows the newest trade first and each trade once", () => {
    const tape = applyTrades(EMPTY_TAPE, [snapshot(1, 2, 3), update(3), update(4), update(4, 5)]);
    expect(ids(tape)).toEqual([5, 4, 3, 2, 1]);
  });

  it("starts anew on a snapshot that does not join, so that a hole does not look like a quiet market", () => {
    const tape = applyTrades(applyTrades(EMPTY_TAPE, [snapshot(1, 2, 3)]), [snapshot(9, 10)]);
    expect(ids(tape)).toEqual([10, 9]);
  });

  it("goes on from a snapshot that joins or overlaps", () => {
    const before = applyTrades(EMPTY_TAPE, [snapshot(1, 2, 3)]);
    expect(ids(applyTrades(before, [snapshot(2, 3, 4)]))).toEqual([4, 3, 2, 1]);
    expect(ids(applyTrades(before, [snapshot(4)]))).toEqual([4, 3, 2, 1]);
  });

  it("shows a gap where it happened", () => {
    const gap: TradesEvent = { kind: "gap", gap: { missed: 7, from: 1_000, to: 2_000, unit: "trades" } };
    const tape = applyTrades(EMPTY_TAPE, [update(1), gap, update(9)]);
    expect(tape.rows.map((row) => row.kind)).toEqual(["trade", "gap", "trade"]);
    expect(ids(tape)).toEqual([9, "gap-1000-2000", 1]);
  });

  it("stays bounded however many trades come at once", () => {
    const many = Array.from({ length: 500 }, (_, id) => id);
    const tape = applyTrades(applyTrades(EMPTY_TAPE, [update(...many)]), [update(500)]);
    expect(tape.rows).toHaveLength(TAPE_ROWS);
    expect(tape.rows[0]?.id).toBe(500);
  });

  it("keeps its identity when nothing is new", () => {
    const tape = applyTrades(EMPTY_TAPE, [update(1, 2)]);
    expect(applyTrades(tape, [update(1, 2)])).toBe(tape);
  });
});
