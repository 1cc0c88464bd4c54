import { expect, it } from "vitest";
import { type Reference, referenceError } from "../../tests/support/reference-error.ts";
import { referenceWalk } from "../../tests/support/reference-walk.ts";
import { columnsOf } from "./columns.ts";
import { INDICATORS } from "./registry.ts";
import reference from "./test-data/references.json" with { type: "json" };

/** A column of the file: where it begins, and its last values. */
interface Told {
  readonly first: number;
  readonly last: readonly (number | null)[];
}

const BARS = columnsOf(referenceWalk(reference.bars));
const CASES = reference.cases.map(({ columns, ...about }) => ({
  ...about,
  scale: about.scale as Reference["scale"],
  parameters: about.parameters as Readonly<Record<string, number>>,
  columns: columns as Readonly<Record<string, Told>>,
}));

it.each(CASES)("[IND-2] $id $parameters is TA-Lib's, or its formula's in NumPy", (one) => {
  const kernel = INDICATORS.find(({ id }) => id === one.id);
  if (kernel === undefined) throw new Error(`no indicator ${one.id}`);
  const have = kernel.batch(one.parameters, BARS);
  const names = Object.keys(one.columns);
  expect(Object.keys(have).sort()).toEqual(names.toSorted());
  const columns = Object.fromEntries(
    names.map((name) => {
      const told = one.columns[name];
      const column = have[name]?.slice();
      if (told === undefined || column === undefined) throw new Error(`no column ${name}`);
      // Several values of one indicator begin together, with the last of them.
      const first = names.length === 1 ? told.first : kernel.warmUp(one.parameters) - 1;
      expect(
        column.findIndex((x) => !Number.isNaN(x)),
        name,
      ).toBe(first);
      column.set(
        told.last.map((x) => x ?? Number.NaN),
        column.length - told.last.length,
      );
      return [name, column];
    }),
  );
  expect(referenceError(kernel, { ...one, columns }, BARS)).toBeLessThanOrEqual(1e-9);
});

it("[IND-2] every indicator is held to a reference", () => {
  const told = new Set(CASES.map(({ id }) => id));
  expect(INDICATORS.filter(({ id }) => !told.has(id)).map(({ id }) => id)).toEqual([]);
});
