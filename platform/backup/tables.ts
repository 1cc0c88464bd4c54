/** A table as it is now. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** Its primary key, in order. */
  readonly key: readonly string[];
}

/** Kept by others: the migrations by wrangler, the list of backups by the backups' own manifests. */
const LEFT_OUT: readonly string[] = ["d1_migrations", "backup"];

/**
 * The tables of D1 in the order in which they are backed up: what is claimed of bars first (a series that is whole, a
 * backfill that is done), so that nothing is claimed that comes behind the bars' page; then the bars, and the index
 * of the cold store last, for bars move from the one to the other: what leaves the first is in the second by then.
 */
export async function tablesOf(db: D1Database): Promise<readonly TableShape[]> {
  const { results } = await db
    .prepare(
      `SELECT m.name AS "table", c.name AS "column", c.pk AS pk
       FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
       WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_%' ESCAPE '\\'
       ORDER BY m.name, c.cid`,
    )
    .all<{ table: string; column: string; pk: number }>();
  const tables = new Map<string, { column: string; pk: number }[]>();
  for (const { table, ...column } of results) {
    if (!LEFT_OUT.includes(table)) tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return [...tables]
    .map(([name, columns]) => ({
      name,
      columns: columns.map(({ column }) => column),
      key: columns
        .filter(({ pk }) => pk > 0)
        .sort((a, b) => a.pk - b.pk)
        .map(({ column }) => column),
    }))
    .sort((a, b) => rankOf(a.name) - rankOf(b.name));
}

/** Tables that say of bars that they are in store. */
const CLAIMS: readonly string[] = ["series", "backfill"];

/** In the order of a restore: claims when all that they speak of is there. */
export function restoredLast(table: string): boolean {
  return CLAIMS.includes(table);
}

function rankOf(table: string): number {
  if (CLAIMS.includes(table)) return 0;
  if (table === "ohlcv") return 1;
  return table === "cold_object" ? 3 : table === "cold_garbage" ? 4 : 2;
}

/** A name as SQL takes it: some columns are called like its words. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
