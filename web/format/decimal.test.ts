import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDecimal, fractionDigits, plainText, roundText, shiftPoint } from "./decimal.ts";

describe("decimal text", () => {
  it("writes small and large numbers without an exponent", () => {
    expect(plainText(0.00000001)).toBe("0.00000001");
    expect(plainText(1.5e-7)).toBe("0.00000015");
    expect(plainText(1e21)).toBe("1000000000000000000000");
    expect(plainText(-2.5e-9)).toBe("-0.0000000025");
    expect(plainText(67250.01)).toBe("67250.01");
  });

  it("denotes the same number as the float it came from", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(plainText(value)).not.toContain("e");
        expect(Number(plainText(value)) === value).toBe(true);
      }),
    );
  });

  it("rounds by decimal digits where the binary float would round the other way", () => {
    expect(roundText(1.005, 2)).toBe("1.01");
    expect(roundText(8.345, 2)).toBe("8.35");
    expect(roundText("0.615", 2)).toBe("0.62");
    expect(roundText("9.995", 2)).toBe("10.00");
    expect(roundText("0.5", 0)).toBe("1");
    expect(roundText("99.5", 0)).toBe("100");
  });

  it("pads to the digits asked and never shows a negative zero", () => {
    expect(roundText(67250, 2)).toBe("67250.00");
    expect(roundText(-0.004, 2)).toBe("0.00");
    expect(roundText("-0.006", 2)).toBe("-0.01");
  });

  it("is off by at most half a unit of the last digit shown", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 14n), fc.integer({ min: 0, max: 7 }), (scaled, digits) => {
        const text = shiftPoint(scaled.toString(), -8);
        const shown = BigInt(shiftPoint(roundText(text, digits), 8));
        const off = shown > scaled ? shown - scaled : scaled - shown;
        expect(off * 2n <= 10n ** BigInt(8 - digits)).toBe(true);
      }),
    );
  });

  it("groups thousands of the whole part only and uses a true minus sign", () => {
    expect(formatDecimal(1234567.891, 3)).toBe("1,234,567.891");
    expect(formatDecimal(123456, 0)).toBe("123,456");
    expect(formatDecimal("0.00012345", 8)).toBe("0.00012345");
    expect(formatDecimal(-1049.63, 2)).toBe("\u22121,049.63");
  });

  it("counts the fractional digits that a price needs", () => {
    expect(fractionDigits("0.01000000")).toBe(2);
    expect(fractionDigits(0.00000001)).toBe(8);
    expect(fractionDigits(67250)).toBe(0);
    expect(fractionDigits("1")).toBe(0);
  });
});
