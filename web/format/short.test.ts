import { describe, expect, it } from "vitest";
import { formatShort } from "./short.ts";

describe("a computed number in few characters", () => {
  it.each([
    [0, "0"],
    [62.4149, "62.41"],
    [-0.003123, "\u22120.003123"],
    [0.5, "0.5000"],
    [97_523.129, "97,523.13"],
    [1_254_000, "1.25M"],
    [-250_000_000, "\u2212250.00M"],
    [1e-12, "0.0000000000"],
  ])("writes %d as %s", (value, text) => {
    expect(formatShort(value)).toBe(text);
  });
});
