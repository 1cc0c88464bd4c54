import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseVariables } from "../platform/config.ts";
import { firstKey } from "./app/admin-key.ts";
import { type App, type AppOptions, startApp } from "./app/app.ts";
import { buildWeb, buildWorker } from "./app/build.ts";
import { guardChildren } from "./app/children.ts";
import { chooseMarket, type Market } from "./app/market.ts";
import { ROOT } from "./app/root.ts";

const PORT_TRIES = 8;
const PORT_RETRY_MS = 500;

/** `npm start`: everything, locally. Variables and what is printed: docs/runbook.md. */
async function main(): Promise<void> {
  const port = portOf(process.env.PORT);
  const persistDir = resolve(ROOT, process.env.PERSIST_DIR ?? ".wick");
  await mkdir(persistDir, { recursive: true });
  // Before anything is started: inside the Worker a bad variable is an error of every object.
  parseVariables(ownVars());
  const [market] = await Promise.all([chooseMarket(process.env, persistDir), buildAll()]);
  const folder = join(persistDir, market.folder);
  await mkdir(folder, { recursive: true });
  const app = await startWhenFree({ port, persistDir: folder, vars: varsOf(market) });
  guardChildren();
  const key = await firstKey(app, join(persistDir, "admin-key.json"));
  // At once, since it is stored now: a start that fails later would never show it.
  if (key !== undefined) console.log(`Admin API key (shown once, keep it): ${key}`);
  await app.cron();
  const stopCron = everyMinute(app);
  console.log(`Market: ${market.description}`);
  console.log(`Wick is ready at ${app.url}`);
  const stop = async () => {
    stopCron();
    await app.close();
    await market.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.once("SIGHUP", stop);
}

function portOf(text: string | undefined): number {
  const port = Number(text || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is not a port: ${text}`);
  return port;
}

/** The page and the Worker, from this tree; WICK_BUILT=1 takes what `npm run build` has left. */
async function buildAll(): Promise<void> {
  if (process.env.WICK_BUILT === "1" && existsSync(join(ROOT, "dist/worker/index.js"))) return;
  await Promise.all([buildWorker(), buildWeb()]);
}

function varsOf(market: Market): Record<string, string> {
  const vars: Record<string, string> = {
    ...ownVars(),
    ENVIRONMENT: "development",
    MARKET_SOURCE: market.source,
  };
  if (market.restUrl !== undefined) vars.BINANCE_REST_URL = market.restUrl;
  if (market.wsUrl !== undefined) vars.BINANCE_WS_URL = market.wsUrl;
  return vars;
}

const HANDED_ON = [
  "BINANCE_REST_URL",
  "BINANCE_WS_URL",
  "SYMBOLS",
  "CORS_ORIGINS",
  "RELAYS",
  "WICK_TEST_HOOKS",
  "RATE_LIMIT_PER_MINUTE",
];

/** What our environment says of the Worker's. */
function ownVars(): Record<string, string> {
  // One person on one machine: no limit unless asked for.
  const vars: Record<string, string> = { RATE_LIMIT_PER_MINUTE: "0" };
  for (const name of HANDED_ON) {
    const value = process.env[name];
    if (value !== undefined) vars[name] = value;
  }
  return vars;
}

/** What a killed start has left behind ends within seconds: a port that is taken is tried again before it is refused. */
async function startWhenFree(options: AppOptions): Promise<App> {
  for (let tries = 0; ; tries++) {
    try {
      return await startApp(options);
    } catch (error) {
      if (!isPortTaken(error)) throw error;
      if (tries >= PORT_TRIES) {
        throw new Error(
          `PORT ${options.port} is in use by another program: stop it, or start with another PORT.`,
        );
      }
      await sleep(PORT_RETRY_MS);
    }
  }
}

/** Miniflare says it with an advice on an option that we do not have. */
function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_ADDRESS_IN_USE";
}

/** Miniflare fires no cron by itself. */
function everyMinute(app: App): () => void {
  const timer = setInterval(() => {
    app.cron().catch((error: unknown) => console.error("the scheduled handler failed:", error));
  }, 60_000);
  return () => clearInterval(timer);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
