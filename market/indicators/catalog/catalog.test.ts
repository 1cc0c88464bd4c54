import { describe, expect, it } from "vitest";
import { CORE_KEYS, CORE_SET } from "../core-set.ts";
import { CATALOG, type CatalogEntry, choose, chosenCore, findIndicator } from "./catalog.ts";
import { readRequest } from "./request.ts";

const keysOf = (text: string) => readRequest(text).chosen.map(({ key }) => key);

describe.each(CATALOG.map((entry) => ({ id: entry.id, entry })))("$id", ({ entry }) => {
  const { defaults, ranges, outputs } = entry;
  const accepts = (parameters: Record<string, number>) => {
    try {
      return choose(entry, parameters) !== undefined;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };

  it("[IND-30] tells every parameter with its default and a range that holds", () => {
    expect(Object.keys(ranges)).toEqual(Object.keys(defaults));
    for (const [name, { min, max, integer, ...range }] of Object.entries(ranges)) {
      expect(range.default).toBe(defaults[name]);
      for (const value of [min, max]) {
        const isAllowed = corners(entry, name).some((others) => accepts({ ...others, [name]: value }));
        expect(isAllowed, `${name} ${value}`).toBe(true);
      }
      for (const value of [min - 1, max + 1, ...(integer ? [min + 0.5] : [])]) {
        expect(accepts({ ...defaults, [name]: value }), `${name} ${value}`).toBe(false);
      }
    }
  });

  it("[IND-30] tells its outputs by the names its values have", () => {
    const { indicator } = entry;
    const step =
      "begin" in indicator
        ? indicator.begin(defaults)
        : (
            (state) => (bar: Parameters<typeof indicator.step>[1]) =>
              indicator.step(state, bar)
          )(indicator.init(defaults));
    let value = null;
    for (let i = 0; i < indicator.warmUp(defaults); i++) {
      const close = 100 + (i % 7) + i / 10;
      value = step({
        openTime: 1_700_000_000_000 + i * 60_000,
        ...{ open: close - 0.5, high: close + 1, low: close - 2, close, volume: 5 + (i % 3) },
      });
    }
    expect(value).not.toBeNull();
    expect(typeof value === "number" ? ["value"] : Object.keys(value ?? {})).toEqual(
      outputs.map(({ name }) => name),
    );
  });
});

/** Every choice of the other parameters from their least, greatest and default: some may limit each other. */
function corners({ ranges }: CatalogEntry, name: string): Record<string, number>[] {
  return Object.entries(ranges)
    .filter(([other]) => other !== name)
    .reduce<Record<string, number>[]>(
      (sets, [other, { min, max, ...range }]) =>
        sets.flatMap((set) => [min, max, range.default].map((value) => ({ ...set, [other]: value }))),
      [{}],
    );
}

it("[IND-31] reads names, parameters by place and by name, in any spelling", () => {
  expect(keysOf("rsi(14),bollinger(period=20,deviations=2.5),ema(200)")).toEqual([
    ...["rsi(14)", "bollinger(20,2.5)", "ema(200)"],
  ]);
  expect(keysOf(" MACD( slow = 35 ) , stochRsi, Stoch-RSI(14), obv, obv() ,")).toEqual([
    ...["macd(12,35,9)", "stoch-rsi(14,14,3)", "obv"],
  ]);
  expect(keysOf("")).toEqual([]);
});

it.each([
  ["nope", 0, "there is no indicator nope"],
  ["rsi,ema(0)", 1, "period must be a whole number from 1 to 10000: 0"],
  ["ema(5,6)", 0, "ema has no parameter 2"],
  ["ema(length=5)", 0, "ema has no length"],
  ["ema(1e3)", 0, "period is not a number: 1e3"],
  ["ema(5", 0, "not an indicator with parameters: ema(5"],
  ["constructor", 0, "there is no indicator constructor"],
  ["macd(30,20)", 0, "slow must be a whole number from 31 to 10000: 20"],
  ["hma(3)", 0, "period must be a whole number from 4 to 500: 3"],
])("[IND-31] tells what is wrong with %s", (text, index, message) => {
  expect(readRequest(text).problems).toEqual([{ index, message }]);
});

it("[IND-30] the core set has each key once, in order, with valid parameters", () => {
  expect(CORE_SET.map(({ key }) => key)).toEqual(CORE_KEYS);
  expect(chosenCore()).toHaveLength(CORE_KEYS.length);
  expect(new Set(chosenCore().map(({ key }) => key)).size).toBe(CORE_KEYS.length);
  expect(findIndicator("RSI")?.source).toBe("own");
  expect(findIndicator("hull")).toBeUndefined();
});
