import type { Told } from "./source.ts";

/** The rows that `read` understands; a row that it does not costs itself alone, and is counted. */
export function goodRows<T>(rows: readonly unknown[], read: (row: unknown) => T | null): Told<readonly T[]> {
  const value = rows.flatMap((row) => {
    const good = read(row);
    return good === null ? [] : [good];
  });
  return { value, badRows: rows.length - value.length };
}
