import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { madeBars } from "../../market/patterns/test-data/made-bars.ts";
import { hitText, type TalibHits } from "../../market/patterns/test-data/talib-values.ts";
import { runReference } from "../../tests/support/python.ts";
import { ROOT } from "../app/root.ts";

/**
 * Writes what TA-Lib says of the made series, and digests of what it says of kline files, to
 * market/patterns/test-data: `node scripts/references/talib-patterns.ts FILE...`, with WICK_PYTHON.
 */
async function main(files: readonly string[]): Promise<void> {
  const target = join(ROOT, "market/patterns/test-data");
  const folder = await mkdtemp(join(tmpdir(), "wick-patterns-"));
  try {
    const made = join(folder, "made.json");
    const candles = madeBars(4_000).map(({ open, high, low, close }) => [open, high, low, close]);
    await writeFile(made, JSON.stringify(candles));
    const [ofMade = {}, ...ofFiles] = await ask([made, ...files]);
    await writeFile(join(target, "talib.json"), textOf(hitText(ofMade)));
    const digests = Object.fromEntries(ofFiles.map((hits, i) => [basename(files[i] ?? ""), digestOf(hits)]));
    if (files.length > 0) await writeFile(join(target, "talib-digests.json"), textOf(digests));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function ask(files: readonly string[]): Promise<TalibHits[]> {
  const lines = (await runReference("talib_patterns.py", ["whole", ...files])).trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { hits: TalibHits }).hits);
}

const textOf = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
const digestOf = (hits: TalibHits) =>
  createHash("sha256").update(JSON.stringify(hits)).digest("hex").slice(0, 32);

await main(process.argv.slice(2));
