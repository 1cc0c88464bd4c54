import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { makeApiKey } from "../../platform/d1/new-api-key.ts";
import type { App } from "../app/app.ts";
import { persistDirOf, portOf, startLocalApp } from "../app/local-app.ts";
import { KEY_HINT, RefusedError } from "./client.ts";
import type { InitFlags } from "./flags.ts";

/** An app that can be initialised. */
export interface Target {
  readonly url: string;
  readonly key: string;
  /** It runs in this process, and ends with it. */
  readonly own: boolean;
  /** Migrations that were applied just now; undefined where that is somebody else's business. */
  readonly migrated: readonly string[] | undefined;
  close(): Promise<void>;
}

/** One that computes may take its time; where none is, the connection is refused at once. */
const ANSWER_MS = 20_000;
const OWN_KEY = "npm run init, while it runs";

/**
 * The app that was named, else the local one; where none runs, it is started here, as `npm start` would.
 * @throws RefusedError without a key; Error where a named app does not answer or ours cannot start
 */
export async function connect(
  flags: Pick<InitFlags, "url" | "key">,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Target> {
  const url = flags.url ?? `http://127.0.0.1:${portOf(env.PORT)}`;
  if (await isWick(url)) {
    const key = flags.key ?? env.WICK_API_KEY;
    if (key === undefined) throw new RefusedError(`The app at ${url} is running. ${KEY_HINT}`);
    return { url, key, own: false, migrated: undefined, close: async () => {} };
  }
  if (flags.url !== undefined) throw new Error(`No Wick answers at ${url}.`);
  return await startOwn(env, say);
}

/** @throws Error where something takes the connection, and then says nothing */
async function isWick(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/quick`, { signal: AbortSignal.timeout(ANSWER_MS) });
    await response.body?.cancel();
    return response.headers.has("x-request-id");
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === "TimeoutError")) return false;
    throw new Error(`Something listens at ${url}, but does not answer: try again, or give another --url.`, {
      cause,
    });
  }
}

async function startOwn(env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Target> {
  say("No app is running here: starting one.");
  const folder = persistDirOf(env);
  await mkdir(folder, { recursive: true });
  const logFile = join(folder, "init.log");
  const log = createWriteStream(logFile, { flags: "a" });
  const local = await startLocalApp(env, (line) => void log.write(`${line}\n`));
  say(`Market: ${local.market.description}. The app's log: ${logFile}`);
  return {
    url: local.app.url,
    key: await ownKey(local.app),
    own: true,
    migrated: local.app.migrated,
    close: async () => {
      await dropOwnKeys(local.app);
      await local.close();
      log.end();
    },
  };
}

/** A key for this run alone. What a run that was killed has left behind goes first. */
async function ownKey(app: App): Promise<string> {
  await dropOwnKeys(app);
  const { key, row } = await makeApiKey({ name: OWN_KEY, scopes: ["admin"] }, Date.now());
  await app.db
    .prepare("INSERT INTO api_keys (id, name, hash, scopes, created_at) VALUES (?, ?, ?, ?, ?)")
    .bind(row.id, row.name, row.hash, row.scopes, row.createdAt)
    .run();
  return key;
}

async function dropOwnKeys(app: App): Promise<void> {
  await app.db.prepare("DELETE FROM api_keys WHERE name = ?").bind(OWN_KEY).run();
}
