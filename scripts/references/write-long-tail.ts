import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIBRARY } from "../../market/indicators/library/library.ts";
import { LongTailReference } from "../../tests/support/long-tail-reference.ts";
import { longTailWalk } from "../../tests/support/long-tail-walk.ts";
import { ROOT } from "../app/root.ts";

// Writes what TA-Lib and NumPy say of made-up bars, for where there is no Python. WICK_PYTHON names one that has
// requirements.txt.

/** Bars of each column, the last ones. */
const TOLD = 16;

const cases = LIBRARY.map((indicator) => ({ indicator, parameters: indicator.defaults }));
const python = await LongTailReference.start(cases);
const columns = await python.of(longTailWalk());
await python.stop();
const reference = cases.map(({ indicator, parameters }, i) => ({
  id: indicator.id,
  parameters,
  columns: columns[i]?.map((column) => [...column.slice(-TOLD)]) ?? [],
}));
const path = join(ROOT, "market/indicators/library/test-data/long-tail.json");
writeFileSync(path, `[\n${reference.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]\n`);
console.log(`${path}: ${reference.length} indicators`);
