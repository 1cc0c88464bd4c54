import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scoredRows } from "../../market/forecast/test-data/scored.ts";
import { madeUpBars } from "../../market/forecast/test-data/series.ts";
import { figuresByPython } from "../../tests/support/forecast-figures.ts";
import { runReference } from "../../tests/support/python.ts";
import { ROOT } from "../app/root.ts";

// Writes what NumPy and SciPy say of made-up bars and forecasts, for where there is no Python: baselines.json and
// metrics.json of market/forecast/test-data. WICK_PYTHON names one that has requirements.txt.

const [FIRST, STRIDE] = [524, 25];

const folder = await mkdtemp(join(tmpdir(), "wick-forecasts-"));
try {
  const series = await Promise.all([baselinesOf("1h", 11), baselinesOf("1d", 12)]);
  await save("baselines.json", { series });
  await save("metrics.json", await figuresByPython(scoredRows(1_207), folder));
} finally {
  await rm(folder, { recursive: true });
}

async function save(name: string, value: unknown): Promise<void> {
  const path = join(ROOT, "market/forecast/test-data", name);
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
  console.log(path);
}

async function baselinesOf(timeframe: "1h" | "1d", seed: number) {
  const bars = madeUpBars(600, timeframe, seed, { gap: [560, 2] });
  const [input, out] = [join(folder, `${timeframe}.json`), join(folder, timeframe)];
  const rows = bars.map((bar) => [bar.openTime, bar.open, bar.high, bar.low, bar.close, bar.volume]);
  await writeFile(input, JSON.stringify(rows));
  const args = [input, timeframe, String(FIRST), String(STRIDE), out];
  const count = Number(await runReference("forecast_baselines.py", args));
  const values = new Float64Array(new Uint8Array(await readFile(out)).buffer);
  const width = values.length / count;
  const told = Array.from({ length: count }, (_, row) => {
    const own = [...values.subarray(row * width, (row + 1) * width)];
    return { index: FIRST + row * STRIDE, values: own.map((one) => (Number.isNaN(one) ? null : one)) };
  });
  return { timeframe, seed, rows: told };
}
