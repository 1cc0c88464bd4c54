import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { baselineRow, worstDifference } from "../../tests/support/forecast-reference.ts";
import { klineBars, klineFiles } from "../../tests/support/kline-files.ts";
import { PYTHON, runReference } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import type { ModelTimeframe } from "./horizons.ts";
import { madeUpBars } from "./test-data/series.ts";

/** What rounding makes of a regression on nearly dependent columns, and of sums in another order. */
const TOLERANCE = 1e-8;
/** From where on every window is full. */
const FIRST = 524;
/** Every so many bars: both sides fit three regressions a bar. */
const STRIDES = { "1h": 120, "12h": 10, "1d": 4 } as const satisfies Record<ModelTimeframe, number>;

interface Fixture {
  readonly series: readonly {
    readonly timeframe: ModelTimeframe;
    readonly seed: number;
    readonly rows: readonly { readonly index: number; readonly values: readonly (number | null)[] }[];
  }[];
}

describe("[FC-1] [FC-3] [FC-4] [FC-20] [FC-21] [FC-22] targets and baselines beside NumPy", () => {
  const fixture: Fixture = JSON.parse(
    readFileSync(new URL("test-data/baselines.json", import.meta.url), "utf8"),
  );
  for (const { timeframe, seed, rows } of fixture.series) {
    it(`of made-up bars (${timeframe})`, () => {
      const bars = madeUpBars(600, timeframe, seed, { gap: [560, 2] });
      for (const { index, values } of rows) {
        const wanted = values.map((value) => value ?? Number.NaN);
        expect(worstDifference(baselineRow(bars, index, timeframe), wanted), `${index}`).toBeLessThan(
          TOLERANCE,
        );
      }
    });
  }

  const folder = mkdtempSync(join(tmpdir(), "wick-baselines-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const files = PYTHON === undefined ? [] : klineFiles();
  for (const file of files) {
    const timeframe = (["1h", "12h", "1d"] as const).find((one) => file.endsWith(`_${one}.csv.gz`));
    if (timeframe === undefined || DATA === undefined) continue;
    const path = join(DATA, "klines", file);
    it(`of ${file}`, { timeout: 120_000 }, async () => {
      const out = join(folder, "out");
      const stride = STRIDES[timeframe];
      const args = [path, timeframe, String(FIRST), String(stride), out];
      const count = Number(await runReference("forecast_baselines.py", args));
      const values = new Float64Array(new Uint8Array(readFileSync(out)).buffer);
      const bars = klineBars(file);
      const width = values.length / count;
      expect(count).toBe(Math.ceil((bars.length - FIRST) / stride));
      let worst = 0;
      for (let row = 0; row < count; row++) {
        const wanted = values.subarray(row * width, (row + 1) * width);
        worst = Math.max(
          worst,
          worstDifference(baselineRow(bars, FIRST + row * stride, timeframe), [...wanted]),
        );
      }
      expect(worst).toBeLessThan(TOLERANCE);
    });
  }
});
