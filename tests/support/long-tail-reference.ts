import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Parameters, PriceBar } from "../../market/indicators/kernel.ts";
import type { LibraryIndicator } from "../../market/indicators/library/library-indicator.ts";
import { runReference } from "./python.ts";

export interface LongTailCase {
  readonly indicator: LibraryIndicator;
  readonly parameters: Parameters;
}

/** What TA-Lib and NumPy say: for each case and output a number a bar; NaN is no value. */
export async function longTailReference(
  bars: readonly PriceBar[],
  cases: readonly LongTailCase[],
): Promise<Float64Array[][]> {
  const folder = await mkdtemp(join(tmpdir(), "wick-long-tail-"));
  try {
    const [barFile, outFile] = [join(folder, "bars"), join(folder, "out")];
    const rows = bars.flatMap(({ open, high, low, close, volume }) => [open, high, low, close, volume]);
    await writeFile(barFile, new Uint8Array(Float64Array.from(rows).buffer));
    const wanted = cases.map(({ indicator, parameters }) => [indicator.id, parameters]);
    await runReference("long_tail.py", [barFile, JSON.stringify(wanted), outFile]);
    const bytes = await readFile(outFile);
    const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    let column = 0;
    const next = () => numbers.subarray(column * bars.length, ++column * bars.length);
    return cases.map(({ indicator }) => indicator.outputs.map(next));
  } finally {
    await rm(folder, { recursive: true });
  }
}
