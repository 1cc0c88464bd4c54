import { describe, expect, it } from "vitest";
import { measuredIn, pairName, quoteSuffix } from "./pair.ts";

describe("a pair's name", () => {
  it("is base and quote", () => {
    const pair = { base: "BTC", quote: "USDT" };
    expect([pairName(pair), quoteSuffix(pair)]).toEqual(["BTC/USDT", "/USDT"]);
    expect(measuredIn("Price", pair.quote)).toBe("Price, USDT");
  });

  it("is the base alone where no quote is known, and labels end without a comma", () => {
    const pair = { base: "MYCOIN", quote: "" };
    expect([pairName(pair), quoteSuffix(pair)]).toEqual(["MYCOIN", ""]);
    expect(measuredIn("Price", pair.quote)).toBe("Price");
  });
});
