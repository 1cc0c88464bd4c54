import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAggTradeText } from "./agg-trade-text.ts";
import { parseFrame } from "./frames.ts";

const payload = fc.record({
  e: fc.constantFrom("aggTrade", "trade"),
  E: fc.oneof(fc.integer({ min: 1_500_000_000_000, max: 1_800_000_000_000 }), fc.constantFrom(-1, 0.5, 1e21)),
  s: fc.constantFrom("BTCUSDT", "ETHUSDT", "btcusdt", 'BTC"USDT'),
  a: fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constantFrom(-1, 1.5, 2 ** 60)),
  p: fc.constantFrom("61837.63000000", "0.00001234", "1", "01.5", "1.2.3", "-1", "1e5", ""),
  q: fc.constantFrom("0.02000000", "1000000000000", "0", "0.000000001"),
  f: fc.nat(1_000),
  l: fc.nat(1_000),
  T: fc.oneof(fc.integer({ min: 1_500_000_000_000_000, max: 1_800_000_000_000_000 }), fc.nat()),
  m: fc.constantFrom<unknown>(true, false, 1, null),
  M: fc.constantFrom<unknown>(true, false),
});

describe("the text of an aggTrade frame", () => {
  it("[FEED-4] means the same read by layout as parsed as JSON", () => {
    fc.assert(
      fc.property(payload, (data) => {
        const text = JSON.stringify({ stream: "btcusdt@aggTrade", data });
        // A space is no change to JSON, and enough to go the long way.
        const long = parseFrame(` ${text}`, "BTCUSDT");
        const short = parseFrame(text, "BTCUSDT");
        if (long.kind === "bad") expect(short.kind).toBe("bad");
        else expect(short).toEqual(long);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is read by layout as the exchange writes it", () => {
    const text =
      '{"stream":"nknusdt@aggTrade","data":{"e":"aggTrade","E":1633998523963,"s":"NKNUSDT","a":15683430,' +
      '"p":"0.35280000","q":"58.00000000","f":19862790,"l":19862790,"T":1633998523963,"m":false,"M":true}}';
    expect(readAggTradeText(text)).toEqual({
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
    });
    expect(readAggTradeText(text.replace('"a":15683430', '"a":015683430'))).toBeUndefined();
    expect(readAggTradeText(`${text} `)).toBeUndefined();
  });
});
