import { describe, expect, it } from "vitest";
import { sparklinePath } from "./sparkline-path.ts";

describe("a sparkline", () => {
  it("spans the box with the lowest value at the bottom", () => {
    expect(sparklinePath([1, 3, 2], 64, 24, 2)).toBe("M0.0 22.0L32.0 2.0L64.0 12.0");
  });

  it("runs through the middle when nothing moved", () => {
    expect(sparklinePath([5, 5], 64, 24, 2)).toBe("M0.0 12.0L64.0 12.0");
  });

  it("is empty below two values", () => {
    expect(sparklinePath([5], 64, 24, 2)).toBe("");
  });
});
