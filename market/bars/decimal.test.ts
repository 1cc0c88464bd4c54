import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromScaled, parseDecimal, QUOTE_SCALE, SCALE, scaledPrice, toScaled } from "./decimal.ts";

const plain = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 21n }), fc.integer({ min: 0, max: 8 }))
  .map(([digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, "0");
    return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  });

describe("[BAR-2] decimals", () => {
  it("come back from their scaled integer as the same text", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 40n }),
        fc.constantFrom(SCALE, QUOTE_SCALE),
        (value, scale) => {
          expect(toScaled(fromScaled(value, scale), scale)).toBe(value);
        },
      ),
    );
  });

  it("are scaled on the hot path exactly as by text, of any length", () => {
    fc.assert(
      fc.property(plain, (text) => {
        const decimal = parseDecimal(text);
        expect(scaledPrice(decimal)).toBe(toScaled(decimal, SCALE));
      }),
      { numRuns: 2_000 },
    );
  });

  it("are canonical: no trailing zeros, no point without digits", () => {
    expect(parseDecimal("67250.01000000")).toBe("67250.01");
    expect(parseDecimal("100.00000000")).toBe("100");
    expect(parseDecimal("0.00000000")).toBe("0");
    expect(fromScaled(1n, QUOTE_SCALE)).toBe("0.0000000000000001");
  });

  it.each(["", "-1", "+1", "1e5", "01", ".5", "5.", "NaN", "1,5", " 1", "1.123456789"])(
    "refuse %j",
    (text) => {
      expect(() => parseDecimal(text)).toThrow(RangeError);
    },
  );
});
