import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { makeApiKey } from "../../platform/d1/new-api-key.ts";
import type { App } from "./app.ts";

const RowSchema = z.object({
  id: z.string(),
  name: z.string(),
  hash: z.string(),
  scopes: z.string(),
  createdAt: z.number(),
});
type Row = z.infer<typeof RowSchema>;

const INSERT =
  "INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

/**
 * Makes the admin key at the first start, and lets every market's database know it by its hash.
 * @param file keeps the row for the markets that are started later.
 * @returns the key when it was made now; it cannot be had again.
 */
export async function firstKey(app: App, file: string): Promise<string | undefined> {
  const known = await readRow(file);
  if (known !== undefined) {
    await insert(app, known);
    return undefined;
  }
  const { key, row } = await makeApiKey({ name: "npm start", scopes: ["admin"] }, Date.now());
  await insert(app, row);
  await writeFile(file, JSON.stringify(RowSchema.parse(row)), { mode: 0o600 });
  return key;
}

async function insert(app: App, row: Row): Promise<void> {
  await app.db.prepare(INSERT).bind(row.id, row.name, row.hash, row.scopes, row.createdAt).run();
}

async function readRow(file: string): Promise<Row | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : RowSchema.parse(JSON.parse(text));
}
