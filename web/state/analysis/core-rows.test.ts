import { describe, expect, it } from "vitest";
import { CORE_KEYS, CORE_SET } from "../../../market/indicators/core-set.ts";
import { fold } from "../../../market/indicators/fold.ts";
import { READING_BARS } from "../../../market/indicators/readings/reading.ts";
import { readingOf } from "../../../market/indicators/readings/readings.ts";
import type { ViewBar } from "../wire.ts";
import { CORE_GROUPS } from "./core-groups.ts";
import { coreRows, crossReading } from "./core-rows.ts";

const MINUTE = 60_000;
const bars = Array.from({ length: 700 }, (_, minute): ViewBar => {
  const close = 100 + 8 * Math.sin(minute / 23) + ((minute * 31) % 17) / 10;
  return {
    ...{ openTime: minute * MINUTE, closeTime: (minute + 1) * MINUTE - 1, open: close - 0.4, close },
    ...{ high: close + 1, low: close - 1, volume: 3 + (minute % 7), quoteVolume: 1, n: 1 },
    ...{ final: minute < 699, revision: 0, source: "trades" },
  };
});
const values = CORE_SET.map((core) => ({ core, values: fold(core.kernel, core.parameters, bars) }));
const valuesAt = (index: number) =>
  Object.fromEntries(values.map((line) => [line.core.key, line.values[index] ?? null]));
const bar = {
  ...{ openTime: 699 * MINUTE, closeTime: 700 * MINUTE - 1, revision: 0, bars: 700 },
  values: valuesAt(699),
};
const past = new Map(bars.slice(0, -1).map(({ openTime }, index) => [openTime, valuesAt(index)]));
const moment = { bar, past, bars, digits: 2 };

describe("the core set in rows", () => {
  it("[PAGE-30] has every indicator of the set once, in a group", () => {
    const keys = CORE_GROUPS.flatMap((group) => group.keys);
    expect(keys.toSorted()).toEqual([...CORE_KEYS].toSorted());
    expect(coreRows(moment).flatMap(({ rows }) => rows.map(({ key }) => key))).toEqual(keys);
  });

  it("[PAGE-30] tells the value, and the reading that the server tells of the same bars", () => {
    const rows = new Map(coreRows(moment).flatMap(({ rows }) => rows.map((row) => [row.key, row] as const)));
    for (const { core, values: all } of values) {
      const reading = readingOf(core.kernel.id, {
        values: all.slice(-READING_BARS),
        bars: bars.slice(-READING_BARS),
        parameters: core.parameters,
      });
      expect(rows.get(core.key)?.values.length).toBeGreaterThan(0);
      const shown = rows.get(core.key)?.reading ?? null;
      expect(shown?.bias).toBe(reading?.bias);
      expect(reading?.text.toLowerCase().endsWith(shown?.text.toLowerCase() ?? "-")).toBe(true);
    }
    expect(rows.get("ema21")?.title).toBe("EMA 21");
    expect([...rows.values()].filter(({ formula }) => formula === "")).toEqual([]);
    expect(rows.get("roc")?.values[0]?.text).toMatch(/^−?[\d.]+%$/);
    expect(rows.get("realisedVolatility")?.values[0]?.text).toMatch(/^[\d.]+% a bar$/);
    expect(rows.get("relativeVolume")?.values[0]?.text).toMatch(/^[\d.]+×$/);
    expect(crossReading(moment)?.text).toContain("EMA 50");
  });

  it("[PAGE-30] says nothing of what still warms up", () => {
    const empty = { ...bar, values: Object.fromEntries(CORE_KEYS.map((key) => [key, null])) };
    for (const { rows } of coreRows({ ...moment, bar: empty, past: new Map() })) {
      for (const row of rows) expect([row.values, row.reading]).toEqual([[], null]);
    }
  });
});
