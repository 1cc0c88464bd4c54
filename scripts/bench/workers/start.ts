import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { D1Like } from "../../app/app.ts";
import { bundleForWorkerd, modulesOf } from "../../app/build.ts";
import { applyMigrations } from "../../app/migrate.ts";
import { ROOT } from "../../app/root.ts";

const OUT = join(ROOT, "dist/bench");

/** A Worker in a workerd of its own. */
export interface RunningWorker {
  /** A socket of workerd itself: nothing of Miniflare's stands between it and the Worker. */
  readonly url: string;
  close(): Promise<void>;
}

export type FloorName = "parse-loop" | "broadcast" | "hono";

/** Starts a bare Worker of `floors/`. */
export async function startFloor(
  name: FloorName,
  bindings: Readonly<Record<string, string>> = {},
): Promise<RunningWorker> {
  const { workerOptions } = options();
  const { compatibilityDate, compatibilityFlags } = workerOptions;
  const objects = name === "hono" ? {} : { FLOOR: { className: "Floor", useSQLite: true } };
  const script = await bundle(`floors/${name}.ts`);
  const common = { compatibilityDate, compatibilityFlags, durableObjects: objects, bindings };
  const miniflare = await start(script, common);
  return { url: await directUrl(miniflare), close: () => miniflare.dispose() };
}

/** The real Worker; or the same with a tap at its hubs, which costs each request a little. */
export type SubjectName = "app" | "tapped-app" | "history-app";

const SUBJECTS: Readonly<Record<SubjectName, string>> = {
  app: "../../../worker/index.ts",
  "tapped-app": "tapped-app.ts",
  "history-app": "history-app.ts",
};

/** Starts the real Worker with the bindings of wrangler.toml, its database migrated, its hubs started. */
export async function startSubject(
  name: SubjectName,
  vars: Readonly<Record<string, string>>,
): Promise<RunningWorker> {
  const { workerOptions } = options();
  // The page is not measured, and its files would put a router before the Worker.
  const { assets: _, ...rest } = workerOptions;
  const bindings = {
    ...(workerOptions.bindings as object),
    ENVIRONMENT: "development",
    RATE_LIMIT_PER_MINUTE: "0",
    ...vars,
  };
  const miniflare = await start(await bundle(SUBJECTS[name]), { ...rest, bindings });
  await applyMigrations((await miniflare.getD1Database("DB")) as unknown as D1Like);
  const worker = await miniflare.getWorker();
  await worker.scheduled({ cron: "* * * * *" });
  return { url: await directUrl(miniflare), close: () => miniflare.dispose() };
}

function options() {
  return unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
}

async function bundle(entry: string): Promise<string> {
  await mkdir(OUT, { recursive: true });
  await bundleForWorkerd(join(import.meta.dirname, entry), OUT);
  return join(OUT, `${entry.slice(entry.lastIndexOf("/") + 1).replace(/\.ts$/, "")}.js`);
}

async function start(script: string, workerOptions: object): Promise<Miniflare> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      name: "bench",
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.WARN),
      cf: false,
      modules: await modulesOf(OUT, basename(script)),
      modulesRoot: OUT,
      unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    } as never),
  );
  await miniflare.ready;
  return miniflare;
}

async function directUrl(miniflare: Miniflare): Promise<string> {
  return (await miniflare.unsafeGetDirectURL("bench")).origin;
}
