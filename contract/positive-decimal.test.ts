import { describe, expect, it } from "vitest";
import { positiveDecimalSchema } from "./positive-decimal.ts";

describe("a positive decimal", () => {
  const schema = positiveDecimalSchema(3);

  it("is text or a number, and kept as text", () => {
    for (const value of ["1", "0.00000001", "999.99999999", "0.10", 0.5, 100]) {
      expect(schema.parse(value)).toBe(String(value));
    }
  });

  it("is neither zero, negative, too long, nor in another notation", () => {
    const bad = [
      "",
      "0",
      "0.0",
      "-1",
      "1000",
      "1.123456789",
      "01",
      "1.",
      ".5",
      "1e2",
      " 1",
      "1\n",
      0,
      -1,
      1e-7,
    ];
    for (const value of bad) expect(schema.safeParse(value).success).toBe(false);
  });
});
