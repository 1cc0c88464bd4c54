import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { runReference } from "./python.ts";

const CaseSchema = z.object({
  id: z.string(),
  parameters: z.record(z.string(), z.number()),
  scale: z.enum(["price", "percent", "volume", "ratio"]),
  columns: z.array(z.string()),
});
const AnswerSchema = z.object({ rows: z.number(), cases: z.array(CaseSchema) });

/** What a reference says of one indicator: a column of each of its values, NaN for none. */
export interface ReferenceCase extends Omit<z.infer<typeof CaseSchema>, "columns"> {
  readonly columns: Readonly<Record<string, Float64Array>>;
}

export type ReferenceScript = "talib_indicators.py" | "formulas.py";

/** Runs a reference over a file of klines, or over bars. @throws where there is no Python. */
export async function indicatorReference(
  script: ReferenceScript,
  klines: string | readonly PriceBar[],
): Promise<ReferenceCase[]> {
  const folder = await mkdtemp(join(tmpdir(), "wick-reference-"));
  try {
    const path = typeof klines === "string" ? klines : await writeBars(folder, klines);
    const out = join(folder, "columns");
    const { rows, cases } = AnswerSchema.parse(JSON.parse(await runReference(script, [path, out])));
    const bytes = await readFile(out);
    const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    let at = 0;
    const next = () => {
      at += rows;
      return numbers.subarray(at - rows, at);
    };
    return cases.map((one) => ({
      ...one,
      columns: Object.fromEntries(one.columns.map((name) => [name, next()])),
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeBars(folder: string, bars: readonly PriceBar[]): Promise<string> {
  const path = join(folder, "bars.json");
  const rows = bars.map((bar) => [bar.openTime, bar.open, bar.high, bar.low, bar.close, bar.volume]);
  await writeFile(path, JSON.stringify(rows));
  return path;
}
