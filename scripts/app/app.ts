import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { R2Like } from "../models/seed-models.ts";
import { modulesOf, WORKER_OUT } from "./build.ts";
import { applyMigrations } from "./migrate.ts";
import { ROOT } from "./root.ts";

export interface AppOptions {
  /** 0 for a free one. */
  readonly port: number;
  readonly host?: string;
  /** Where D1, R2 and the objects are kept; in memory when absent. */
  readonly persistDir?: string | undefined;
  /** Variables that replace those of wrangler.toml. */
  readonly vars: Readonly<Record<string, string>>;
  /** Takes the Worker's log lines; they go to the terminal when absent. */
  readonly log?: (line: string) => void;
}

export interface App {
  readonly url: string;
  readonly db: D1Like;
  /** `COLD` of wrangler.toml. */
  readonly bucket: R2Like;
  /** Migrations that were applied at this start. */
  readonly migrated: readonly string[];
  /** Fires the scheduled handler, as Cloudflare does each minute. */
  cron(): Promise<void>;
  close(): Promise<void>;
}

/** The part of a D1 database that scripts use. */
export interface D1Like {
  prepare(query: string): {
    bind(...values: unknown[]): { run(): Promise<unknown>; first<T>(): Promise<T | null> };
  };
  exec(query: string): Promise<unknown>;
}

/** Runs the built Worker in workerd, with the bindings of wrangler.toml and the database migrated. */
export async function startApp(options: AppOptions): Promise<App> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      name: "wick",
      host: options.host ?? "127.0.0.1",
      port: options.port,
      log: new Log(LogLevel.WARN),
      // Miniflare would ask Cloudflare where we are: nothing here may need the internet.
      cf: false,
      ...(options.log === undefined ? {} : { handleStructuredLogs: logTo(options.log) }),
      ...(options.persistDir === undefined ? {} : { resourcePersistencePath: options.persistDir }),
      modules: await modulesOf(WORKER_OUT, "index.js"),
      modulesRoot: WORKER_OUT,
      bindings: { ...Object(workerOptions.bindings), ...options.vars },
    } as never),
  );
  const url = await miniflare.ready;
  const db = (await miniflare.getD1Database("DB")) as unknown as D1Like;
  const migrated = await applyMigrations(db);
  return {
    url: url.origin,
    db,
    bucket: (await miniflare.getR2Bucket("COLD")) as unknown as R2Like,
    migrated,
    cron: async () => {
      const worker = await miniflare.getWorker();
      const { outcome } = await worker.scheduled({ cron: "* * * * *" });
      if (outcome !== "ok") throw new Error(`the scheduled handler ended with ${outcome}`);
    },
    close: () => miniflare.dispose(),
  };
}

function logTo(log: (line: string) => void): (entry: { readonly message: string }) => void {
  return ({ message }) => log(message);
}
