import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomBars } from "../../tests/support/random-bars.ts";
import { anchoredFold } from "../indicators/anchored.ts";
import { atr } from "../indicators/atr/atr.ts";
import { donchian } from "../indicators/donchian/donchian.ts";
import { rsi } from "../indicators/rsi/rsi.ts";
import { sma } from "../indicators/sma/sma.ts";
import { columnOf } from "./columns.ts";
import { seriesOf } from "./series.ts";
import type { Column } from "./strategy.ts";

/** Over several blocks of the grid, with holes. */
const [BARS = []] = fc.sample(randomBars(5_000, 5_000), { numRuns: 1, seed: 7 });

const COLUMNS: readonly Column[] = [
  { kernel: sma, parameters: { period: 50 } },
  { kernel: rsi, parameters: { period: 14 } },
  { kernel: atr, parameters: { period: 14 } },
  { kernel: donchian, parameters: { period: 20 }, field: "upper" },
  { kernel: donchian, parameters: { period: 20 }, field: "lower" },
];

describe("[BT-2] a column of an indicator", () => {
  it.each(COLUMNS.map((column) => [`${column.kernel.id} ${column.field ?? ""}`, column] as const))(
    "%s has the anchored values, to the bit",
    (_name, column) => {
      const { kernel, parameters, field } = column;
      const wanted = anchoredFold(kernel, parameters, "1m", BARS).map((value) => {
        if (value === null) return Number.NaN;
        return typeof value === "number" ? value : value[field ?? ""];
      });
      expect(wanted.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(4_000);
      expect([...columnOf(column, "1m", seriesOf(BARS, null))]).toEqual(wanted);
    },
  );
});
