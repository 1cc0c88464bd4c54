import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDecimal } from "../../../market/bars/decimal.ts";
import { decodeAggTrade, decodeAggTradeFrame } from "./agg-trade.ts";
import { AggTradeFrameSchema, AggTradeSchema } from "./agg-trade-schema.ts";
import { decimalOf } from "./decimal-text.ts";

const digits = fc.stringMatching(/^\d{1,34}$/);
const decimalText = fc.oneof(
  fc
    .tuple(fc.stringMatching(/^(0|[1-9]\d{0,6})$/), fc.stringMatching(/^\d{1,8}0{0,34}$/))
    .map((parts) => parts.join(".")),
  fc.tuple(digits, digits).map((parts) => parts.join(".")),
  digits,
  fc.stringMatching(/^[0-9.eE+\- ]{0,12}$/),
  fc.constantFrom(
    "",
    ".",
    "0",
    "0.0",
    "00",
    "01.5",
    "1.",
    ".5",
    "-1",
    "1e5",
    "1.2.3",
    " 1",
    "٣",
    "Infinity",
    "0x10",
  ),
);

const id = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom<unknown>(-1, 0.5, 2 ** 53, -0, "5", null, undefined, 1e300),
);
const time = fc.oneof(
  fc.integer({ min: 1_500_000_000_000, max: 1_800_000_000_000 }),
  fc.integer({ min: 1_500_000_000_000_000, max: 1_800_000_000_000_000 }),
  fc.constantFrom<unknown>(
    999_999_999_999,
    1e12,
    1e14,
    1e15 - 1,
    1e15,
    1.5e12 + 0.5,
    "1633998523963",
    null,
    2 ** 53,
  ),
);
const bool = fc.oneof(fc.boolean(), fc.constantFrom<unknown>(0, 1, "true", null, undefined));
const good = {
  e: "aggTrade",
  E: 1633998523963,
  s: "NKNUSDT",
  a: 15683430,
  p: "0.35280000",
  q: "58.00000000",
  f: 19862790,
  l: 19862790,
  T: 1633998523963,
  m: false,
  M: true,
};

/** Recorded frames with one or a few fields replaced by what may stand there, or may not. */
const almostRight = fc
  .record(
    {
      e: fc.constantFrom<unknown>("aggTrade", "trade", 1),
      E: time,
      s: fc.constantFrom<unknown>("NKNUSDT", "nknusdt", 7),
      a: id,
      p: decimalText,
      q: decimalText,
      f: id,
      l: id,
      T: time,
      m: bool,
      extra: fc.anything(),
    },
    { requiredKeys: [] },
  )
  .map((over): Record<string, unknown> => ({ ...good, ...over }));

describe("the hand-written trade decoder", () => {
  it("[FEED-4] accepts exactly what the schema accepts, and makes the same of it", () => {
    let accepted = 0;
    fc.assert(
      fc.property(almostRight, (raw) => {
        const reference = AggTradeSchema.safeParse(raw);
        const decoded = decodeAggTrade(raw);
        expect(decoded).toEqual(reference.success ? reference.data : null);
        if (reference.success) accepted += 1;
        const frame = AggTradeFrameSchema.safeParse(raw);
        const whole = reference.success && frame.success && frame.data.s === "NKNUSDT";
        expect(decodeAggTradeFrame(raw, "NKNUSDT")).toEqual(
          whole ? { kind: "trade", eventTime: frame.data.E, trade: reference.data } : null,
        );
      }),
      { numRuns: 5_000 },
    );
    // The property says little if the generator hardly ever gets one right.
    expect(accepted).toBeGreaterThan(100);
  });

  it("[FEED-4] reads decimals exactly as parseDecimal does", () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        let reference: string | null = null;
        try {
          reference = parseDecimal(text);
        } catch {}
        expect(decimalOf(text)).toBe(reference);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ["1".repeat(31), true],
    ["1".repeat(32), false],
    [`0.1${"0".repeat(39)}`, true],
    [`0.1${"0".repeat(40)}`, false],
    ["0.12345678", true],
    ["0.123456789", false],
  ])("[FEED-4] takes %s as parseDecimal does: %s", (text, taken) => {
    expect(decimalOf(text) !== null).toBe(taken);
    if (taken) expect(decimalOf(text)).toBe(parseDecimal(text));
    else expect(() => parseDecimal(text)).toThrow(RangeError);
  });

  it("[FEED-4] turns a recorded trade into canonical decimals and milliseconds", () => {
    expect(decodeAggTrade({ ...good, T: 1741046400123456 })).toEqual({
      id: 15683430,
      price: "0.3528",
      size: "58",
      time: 1741046400123,
      firstId: 19862790,
      lastId: 19862790,
      buyerIsMaker: false,
    });
  });
});
