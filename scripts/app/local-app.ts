import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseVariables } from "../../platform/config.ts";
import { MODEL_FOLDER } from "../models/model-folder.ts";
import { seedModels } from "../models/seed-models.ts";
import { type App, type AppOptions, startApp } from "./app.ts";
import { buildWeb, buildWorker } from "./build.ts";
import { guardChildren } from "./children.ts";
import { dropLocalKey, giveLocalKey } from "./local-key.ts";
import { chooseMarket, type Market } from "./market.ts";
import { ROOT } from "./root.ts";

const PORT_TRIES = 8;
const PORT_RETRY_MS = 500;

/** Everything that `npm start` runs, in this process and its children. */
export interface LocalApp {
  readonly app: App;
  readonly market: Market;
  /** Where the data of all markets are. */
  readonly persistDir: string;
  /** An admin key that is good as long as it runs. */
  readonly key: string;
  /** Fires the scheduled handler now, and each minute from then on: Miniflare fires no cron by itself. */
  startCron(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Builds and starts the whole app on this machine. Variables: docs/runbook.md.
 * @param log where the Worker's log goes; the terminal when absent.
 * @throws Error that names what is wrong with a variable, or that the port is taken.
 */
export async function startLocalApp(env: NodeJS.ProcessEnv, log?: AppOptions["log"]): Promise<LocalApp> {
  const port = portOf(env.PORT);
  const persistDir = persistDirOf(env);
  await mkdir(persistDir, { recursive: true });
  // Before anything is started: inside the Worker a bad variable is an error of every object.
  parseVariables(ownVars(env));
  const [market] = await Promise.all([chooseMarket(env, persistDir), buildAll(env)]);
  const folder = join(persistDir, market.folder);
  await mkdir(folder, { recursive: true });
  guardChildren();
  const app = await startWhenFree({
    port,
    persistDir: folder,
    vars: varsOf(env, market),
    ...(log === undefined ? {} : { log }),
  });
  await seed(app);
  const key = await giveLocalKey(app, persistDir);
  let timer: NodeJS.Timeout | undefined;
  return {
    app,
    market,
    persistDir,
    key,
    async startCron() {
      await app.cron();
      timer = setInterval(() => {
        app.cron().catch((error: unknown) => console.error("the scheduled handler failed:", error));
      }, 60_000);
    },
    async close() {
      clearInterval(timer);
      await dropLocalKey(app, persistDir);
      await app.close();
      await market.close();
    },
  };
}

/** Models that are no good are told; the app runs without them, as it does with none. */
async function seed(app: App): Promise<void> {
  try {
    await seedModels(app.bucket, MODEL_FOLDER);
  } catch (error) {
    console.error("The models were not put in place:", error instanceof Error ? error.message : error);
  }
}

/** The port that PORT names. @throws Error where it is none */
export function portOf(text: string | undefined): number {
  const port = Number(text || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is not a port: ${text}`);
  return port;
}

/** Where a local app keeps its data. */
export function persistDirOf(env: NodeJS.ProcessEnv): string {
  return resolve(ROOT, env.PERSIST_DIR ?? ".wick");
}

/** The page and the Worker, from this tree; WICK_BUILT=1 takes what `npm run build` has left. */
async function buildAll(env: NodeJS.ProcessEnv): Promise<void> {
  if (env.WICK_BUILT === "1" && existsSync(join(ROOT, "dist/worker/index.js"))) return;
  await Promise.all([buildWorker(), buildWeb()]);
}

function varsOf(env: NodeJS.ProcessEnv, market: Market): Record<string, string> {
  const vars: Record<string, string> = {
    ...ownVars(env),
    MARKET_SOURCE: market.source,
  };
  if (market.restUrl !== undefined) vars.BINANCE_REST_URL = market.restUrl;
  if (market.wsUrl !== undefined) vars.BINANCE_WS_URL = market.wsUrl;
  if (market.symbols !== undefined) vars.SYMBOLS ??= market.symbols.join(",");
  // Real prices never stand beside replayed ones, unless asked for.
  if (market.source === "replay") vars.MARKET_SOURCES ??= "";
  return vars;
}

const HANDED_ON = [
  "BINANCE_REST_URL",
  "BINANCE_WS_URL",
  "BINANCE_ARCHIVE_URL",
  "SYMBOLS",
  "CORS_ORIGINS",
  "RELAYS",
  "WICK_TEST_HOOKS",
  "RATE_LIMIT_PER_MINUTE",
  "MARKET_SOURCES",
  "COINGECKO_URL",
  "COINCAP_URL",
  "CRYPTOCOMPARE_URL",
  "COINGECKO_API_KEY",
  "COINCAP_API_KEY",
  "CRYPTOCOMPARE_API_KEY",
  "HOT_DAYS_1M",
  "HOT_DAYS_5M",
  "HOT_DAYS_15M",
  "ARCHIVE_TICKS",
  "ANALYTICS",
  "BACKUPS_KEPT",
  "N8N_SENTIMENT_ANALYSIS_URL",
  "N8N_WEBHOOK_SECRET",
  "STRATEGY_WEBHOOK_URL",
  "STRATEGY_WEBHOOK_SECRET",
];

/** What our environment says of the Worker's. */
function ownVars(env: NodeJS.ProcessEnv): Record<string, string> {
  // One person on one machine: no limit unless asked for.
  const vars: Record<string, string> = { ENVIRONMENT: "development", RATE_LIMIT_PER_MINUTE: "0" };
  for (const name of HANDED_ON) {
    const value = env[name];
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
