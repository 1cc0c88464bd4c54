import { quoted, type TableShape } from "./tables.ts";

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** Rows a page: some 1 MB of an answer. */
const PAGE = 4_000;

/** All rows of a table in the order of its key, in pages. A row that is there all the while is read once. */
export async function* readTable(
  db: D1Database,
  { name, columns, key }: TableShape,
): AsyncGenerator<readonly Row[]> {
  const keys = key.map(quoted).join(", ");
  const select = `SELECT ${columns.map(quoted).join(", ")} FROM ${quoted(name)}`;
  const tail = `ORDER BY ${keys} LIMIT ${PAGE}`;
  let last: Row | undefined;
  for (;;) {
    const after = last === undefined ? "" : `WHERE (${keys}) > (${key.map(() => "?").join(", ")})`;
    const values = last === undefined ? [] : key.map((column) => last?.[column] ?? null);
    const { results } = await db
      .prepare(`${select} ${after} ${tail}`)
      .bind(...values)
      .all<Row>();
    if (results.length > 0) yield results;
    if (results.length < PAGE) return;
    last = results.at(-1);
  }
}
