import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import type { PriceBar, Value } from "./kernel.ts";
import { INDICATORS } from "./registry.ts";
import reference from "./test-data/talib.json" with { type: "json" };

const bars: PriceBar[] = reference.bars.map(([open = 0, high = 0, low = 0, close = 0, volume = 0], i) => ({
  openTime: 1_700_000_000_000 + i * 60_000,
  open,
  high,
  low,
  close,
  volume,
}));

const column = (value: Value | null, name: string) =>
  value === null ? null : typeof value === "number" ? value : value[name];

describe("[IND-2] values are TA-Lib's", () => {
  it.each(reference.cases)("$id $parameters", ({ id, parameters, columns }) => {
    const kernel = INDICATORS.find((indicator) => indicator.id === id);
    if (kernel === undefined) throw new Error(`no indicator ${id}`);
    const values = fold(kernel, parameters as Record<string, number>, bars);
    for (const [name, expected] of Object.entries(columns)) {
      expect(expected).toHaveLength(values.length);
      for (const [i, want] of (expected as (number | null)[]).entries()) {
        const have = column(values[i] ?? null, name);
        // Several outputs begin together, with the last of them.
        if (have === null && i < kernel.warmUp(parameters as Record<string, number>) - 1) continue;
        if (want === null) expect(have, `${name} at ${i}`).toBeNull();
        else
          expect(Math.abs((have ?? Number.NaN) - want), `${name} at ${i}: ${have} for ${want}`).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(want)),
          );
      }
    }
  });
});
