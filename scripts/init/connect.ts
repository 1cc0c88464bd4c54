import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { persistDirOf, portOf, startLocalApp } from "../app/local-app.ts";
import { isAlive, readLocalKey } from "../app/local-key.ts";
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
/** What a killed command leaves behind is ended by its watchdog within two seconds. */
const ORPHAN_MS = 10_000;
const LOOK_MS = 100;

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
  if ((await isWick(url)) && !(await isOrphan(url, env))) {
    const key = flags.key ?? env.WICK_API_KEY ?? (await readLocalKey(persistDirOf(env), url))?.key;
    if (key === undefined) throw new RefusedError(`The app at ${url} is running. ${KEY_HINT}`);
    return { url, key, own: false, migrated: undefined, close: async () => {} };
  }
  if (flags.url !== undefined) throw new Error(`No Wick answers at ${url}.`);
  return await startOwn(env, say);
}

/** Whether what answers was only the rest of an app that was killed; when this returns true, it is gone. */
async function isOrphan(url: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const local = await readLocalKey(persistDirOf(env), url);
  if (local === undefined || isAlive(local)) return false;
  for (const until = Date.now() + ORPHAN_MS; Date.now() < until; await sleep(LOOK_MS)) {
    if (!(await isWick(url))) return true;
  }
  return false;
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
    key: local.key,
    own: true,
    migrated: local.app.migrated,
    close: async () => {
      await local.close();
      log.end();
    },
  };
}
