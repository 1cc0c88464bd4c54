import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { indicatorReference } from "../../tests/support/indicator-reference.ts";
import { referenceWalk } from "../../tests/support/reference-walk.ts";
import { ROOT } from "../app/root.ts";

// Writes what TA-Lib and NumPy say of made-up bars, for where there is no Python. WICK_PYTHON names one that has
// requirements.txt; format the file afterwards.

/** Of a bar's values; twelve digits are enough for an error of 1e-9. */
const DIGITS = 12;
const BARS = 260;
/** The last bars are told, and before them whether there is a value. */
const TOLD = 60;

const bars = referenceWalk(BARS);
const cases = [
  ...(await indicatorReference("talib_indicators.py", bars)),
  ...(await indicatorReference("formulas.py", bars)),
];
const lines = cases.map(({ columns, ...about }) => {
  const told = Object.entries(columns).map(([name, column]) => [
    name,
    {
      first: column.findIndex((x) => !Number.isNaN(x)),
      last: [...column.slice(-TOLD)].map((x) => (Number.isNaN(x) ? null : Number(x.toPrecision(DIGITS)))),
    },
  ]);
  return `  ${JSON.stringify({ ...about, columns: Object.fromEntries(told) })}`;
});
const path = join(ROOT, "market/indicators/test-data/references.json");
writeFileSync(path, `{\n"bars": ${BARS},\n"cases": [\n${lines.join(",\n")}\n]\n}\n`);
console.log(`${path}: ${cases.length} cases`);
