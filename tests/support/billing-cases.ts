/** Statements, in order, and the rows that Cloudflare counts as written by each. */
export const BILLING_CASES: readonly (readonly [sql: string, written: number])[] = [
  ["INSERT INTO plain VALUES ('x', 1, 'v'), ('x', 2, 'v')", 2],
  ["INSERT INTO plain VALUES ('x', 1, 'w') ON CONFLICT DO UPDATE SET v = excluded.v", 1],
  [
    "INSERT INTO plain VALUES ('x', 1, 'w') ON CONFLICT DO UPDATE SET v = excluded.v WHERE excluded.v <> plain.v",
    0,
  ],
  ["INSERT INTO plain SELECT 'y', value, 'v' FROM json_each('[1,2,3]') WHERE true ON CONFLICT DO NOTHING", 3],
  ["INSERT OR REPLACE INTO plain VALUES ('x', 1, 'z')", 1],
  ["UPDATE OR REPLACE plain SET o = 9, v = 'moved' WHERE k = 'x' AND o = 1", 1],
  ["INSERT INTO plain VALUES ('x', 1, 'v')", 1],
  ["DELETE FROM plain WHERE o < 3", 4],
  ["INSERT INTO counted (v) VALUES ('x'), ('y')", 3],
  ["UPDATE counted SET v = 'u' WHERE id = 1", 1],
  ["DELETE FROM counted WHERE id <= 2", 2],
  ["INSERT INTO named VALUES ('x', 'v')", 2],
  ["UPDATE named SET v = 'u' WHERE id = 'x'", 1],
];

export const BILLING_TABLES: readonly string[] = [
  "CREATE TABLE plain (k TEXT, o INTEGER, v TEXT, PRIMARY KEY (k, o)) WITHOUT ROWID",
  "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT)",
  "CREATE TABLE named (id TEXT PRIMARY KEY, v TEXT)",
];
