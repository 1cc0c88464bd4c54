import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { makeApiKey } from "../../platform/d1/new-api-key.ts";
import type { App } from "./app.ts";

const NAME = "commands on this machine, while the app runs";
const FILE = "local-key.json";

const LocalKeySchema = z.object({ url: z.string(), pid: z.number().int(), key: z.string() });
/** How commands on the same machine reach a local app: for its owner's eyes only, and as long as it runs. */
export type LocalKey = z.infer<typeof LocalKeySchema>;

/**
 * Gives the app an admin key of its own and leaves it where the commands of the same user find it. The one of an
 * earlier start is worth nothing from then on.
 */
export async function giveLocalKey(app: App, persistDir: string): Promise<string> {
  const { key, row } = await makeApiKey({ name: NAME, scopes: ["admin"] }, Date.now());
  await app.db.prepare("DELETE FROM api_keys WHERE name = ?").bind(NAME).run();
  await app.db
    .prepare("INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES (?, ?, ?, ?, ?)")
    .bind(row.id, row.name, row.hash, row.scopes, row.createdAt)
    .run();
  const text: LocalKey = { url: app.url, pid: process.pid, key };
  const file = join(persistDir, FILE);
  // A file that is there keeps its rights when it is written: away with it first.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify(text), { mode: 0o600 });
  return key;
}

/** Ends with the app. */
export async function dropLocalKey(app: App, persistDir: string): Promise<void> {
  await rm(join(persistDir, FILE), { force: true });
  await app.db.prepare("DELETE FROM api_keys WHERE name = ?").bind(NAME).run();
}

/** The key of the app that was last started with this folder; undefined where there is none, or of another URL. */
export async function readLocalKey(persistDir: string, url: string): Promise<LocalKey | undefined> {
  const text = await readFile(join(persistDir, FILE), "utf8").catch(() => "");
  try {
    const found = LocalKeySchema.parse(JSON.parse(text));
    return new URL(found.url).port === new URL(url).port ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process that started the app lives: what a killed one leaves behind ends within seconds. */
export function isAlive({ pid }: LocalKey): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
