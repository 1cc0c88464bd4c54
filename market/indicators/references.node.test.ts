import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { indicatorReference, type ReferenceScript } from "../../tests/support/indicator-reference.ts";
import { readKlineFile } from "../../tests/support/kline-columns.ts";
import { PYTHON } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { referenceError } from "../../tests/support/reference-error.ts";
import { INDICATORS } from "./registry.ts";

const FOLDER = DATA === undefined ? undefined : join(DATA, "klines");
const FILES =
  FOLDER === undefined
    ? []
    : readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".csv.gz"))
        .map((path) => join(FOLDER, path));
const SCRIPTS: readonly ReferenceScript[] = ["talib_indicators.py", "formulas.py"];
const MINUTE_MS = 60_000;

// Where there is no Python, talib.test.ts holds the indicators to what these scripts said of made-up bars.
it.skipIf(PYTHON === undefined).each(FILES.map((path) => ({ name: basename(path), path })))(
  "[IND-2] values are those of TA-Lib and of the formulas over all of $name",
  async ({ path }) => {
    const bars = readKlineFile(path);
    const references = await Promise.all(SCRIPTS.map((script) => indicatorReference(script, path)));
    const cases = references.flat();
    expect(cases.length).toBeGreaterThan(40);
    for (const reference of cases) {
      const kernel = INDICATORS.find(({ id }) => id === reference.id);
      if (kernel === undefined) throw new Error(`no indicator ${reference.id}`);
      const error = referenceError(kernel, reference, bars);
      expect(error, `${reference.id} ${JSON.stringify(reference.parameters)}`).toBeLessThanOrEqual(1e-9);
    }
    const told = new Set(cases.map(({ id }) => id));
    expect(INDICATORS.filter(({ id }) => !told.has(id))).toEqual([]);
  },
  2 * MINUTE_MS,
);
