import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import type { Parameters, PriceBar, Value } from "./kernel.ts";
import { INDICATORS } from "./registry.ts";

const DATA = process.env.WICK_DATA ?? join(import.meta.dirname, "../../../shared/data/open");
const FOLDER = join(DATA, "indicators/tulipy_oracle_spy");
const MISSING = !existsSync(FOLDER);
if (MISSING && process.env.CI) throw new Error(`recorded data are missing: ${DATA}`);

const unzip = (name: string) => gunzipSync(readFileSync(join(FOLDER, name))).toString();

function spyBars(): PriceBar[] {
  const lines = unzip("SPY_D.csv.gz").trim().split("\n").slice(1);
  return lines.map((line) => {
    const [, day = "", ...rest] = line.split(",");
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = rest.map(Number);
    return { openTime: Date.parse(day), open, high, low, close, volume };
  });
}

/** Tulip's arrays whose formulas are TA-Lib's, and what they were made with: id, parameters, our value. */
const CASES: readonly (readonly [string, string, Parameters, (value: Value) => unknown])[] = [
  ["sma", "sma", { period: 20 }, (value) => value],
  ["ema", "ema", { period: 20 }, (value) => value],
  ["rsi", "rsi", { period: 14 }, (value) => value],
  ["willr", "williams-r", { period: 14 }, (value) => value],
  ["cci", "cci", { period: 14 }, (value) => value],
  ["mfi", "mfi", { period: 14 }, (value) => value],
  ["atr", "atr", { period: 14 }, (value) => value],
  ["bbands_upper", "bollinger", { period: 20, deviations: 2 }, named("upper")],
  ["bbands_mid", "bollinger", { period: 20, deviations: 2 }, named("middle")],
  ["bbands_lower", "bollinger", { period: 20, deviations: 2 }, named("lower")],
  ["stoch_k", "stochastic", { period: 14, smoothing: 3, signal: 3 }, named("k")],
  ["stoch_d", "stochastic", { period: 14, smoothing: 3, signal: 3 }, named("d")],
];

function named(name: string) {
  return (value: Value) => (typeof value === "number" ? undefined : value[name]);
}

describe.skipIf(MISSING)("[IND-2] 21 years of SPY come out as in Tulip Indicators", () => {
  it.each(CASES)("%s", (array, id, parameters, of) => {
    const { arrays } = JSON.parse(unzip("tulipy_oracle.json.gz"));
    const expected: number[] = arrays[array];
    const kernel = INDICATORS.find((indicator) => indicator.id === id);
    if (kernel === undefined) throw new Error(`no indicator ${id}`);
    const values = fold(kernel, parameters, spyBars()).slice(-expected.length);
    expect(expected.length).toBe(2_100);
    for (const [i, want] of expected.entries()) {
      const value = values[i] ?? null;
      const have = value === null ? Number.NaN : Number(of(value));
      expect(Math.abs(have - want), `${array} ${i}: ${have} for ${want}`).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(want)),
      );
    }
  });
});
