import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { D1Like } from "../../app/app.ts";
import { bundleForWorkerd, modulesOf } from "../../app/build.ts";
import { applyMigrations } from "../../app/migrate.ts";
import { ROOT } from "../../app/root.ts";
import type { RunningWorker } from "./start.ts";
import { putModels } from "./start-onnx.ts";

const OUT = join(ROOT, "dist/bench/forecasts");

/** Bundles `forecast-app.ts`; to be done once before it is started. */
export async function bundleForecastApp(): Promise<void> {
  await mkdir(OUT, { recursive: true });
  await bundleForWorkerd(join(import.meta.dirname, "forecast-app.ts"), OUT);
}

/** The whole Worker in an isolate that has served nothing yet. No exchange answers it. */
export async function startForecastApp(persist: string): Promise<RunningWorker> {
  const miniflare = await start(persist);
  return { url: await directUrl(miniflare), close: () => miniflare.dispose() };
}

/** Fills what such isolates are then started on: models in R2, and bars of eight coins in D1. */
export async function seedForecastApp(persist: string, folder: string): Promise<void> {
  const miniflare = await start(persist);
  try {
    await applyMigrations((await miniflare.getD1Database("DB")) as unknown as D1Like);
    const url = await directUrl(miniflare);
    await putModels(url, folder);
    const response = await fetch(`${url}/bench/seed`);
    if (!response.ok) throw new Error(await response.text());
    // Starts the hubs of those coins, as it does each minute.
    await (await miniflare.getWorker()).scheduled({ cron: "* * * * *" });
  } finally {
    await miniflare.dispose();
  }
}

async function start(persist: string): Promise<Miniflare> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(ROOT, "wrangler.toml"));
  // The page is not measured, and its files would put a router before the Worker.
  const { assets: _, ...rest } = workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...rest,
      bindings: {
        ...(workerOptions.bindings as object),
        ENVIRONMENT: "development",
        RATE_LIMIT_PER_MINUTE: "0",
        MARKET_SOURCE: "binance",
        SYMBOLS: "",
        MARKET_SOURCES: "",
        BINANCE_REST_URL: "http://127.0.0.1:9",
        BINANCE_WS_URL: "ws://127.0.0.1:9",
      },
      resourcePersistencePath: persist,
      name: "bench",
      host: "127.0.0.1",
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      modules: await modulesOf(OUT, "forecast-app.js"),
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
