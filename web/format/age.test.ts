import { describe, expect, it } from "vitest";
import { formatAge, formatWait } from "./age.ts";

describe("a distance in time", () => {
  it.each([
    [-5_000, "now"],
    [400, "now"],
    [1_000, "1 s ago"],
    [12_000, "12 s ago"],
    [90 * 60_000, "2 h ago"],
    [5.9 * 86_400_000, "5 days ago"],
  ])("of %d ms back is %s", (ms, text) => expect(formatAge(ms)).toBe(text));
  it.each([
    [-1, "due"],
    [0, "due"],
    [300, "in 1 s"],
    [40_000, "in 40 s"],
    [3 * 3_600_000, "in 3 h"],
  ])("of %d ms ahead is %s", (ms, text) => expect(formatWait(ms)).toBe(text));
});
