import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { ReplayOptions } from "../replay/options.ts";
import { startReplayExchange } from "../replay/server.ts";

/** Where a local app takes its market from, and how it is closed. */
export interface Market {
  readonly source: "binance" | "replay";
  readonly restUrl: string | undefined;
  readonly wsUrl: string | undefined;
  /** Names the data folder of this market's own: real, recorded and generated prices are never mixed. */
  readonly folder: string;
  /** What is followed where SYMBOLS does not say, because this market has nothing else; undefined where it has all. */
  readonly symbols: readonly string[] | undefined;
  /** For the person at the terminal. */
  readonly description: string;
  close(): Promise<void>;
}

const EnvSchema = z.object({
  MARKET_FEED: z.enum(["auto", "binance", "replay"]).default("auto"),
  BINANCE_REST_URL: z.string().optional(),
  BINANCE_WS_URL: z.string().optional(),
  REPLAY_DATA: z.string().optional(),
  REPLAY_FAULTS: z.string().optional(),
  REPLAY_SEED: z.coerce.number().int().optional(),
  REPLAY_RATE: z.coerce.number().positive().optional(),
  REPLAY_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SYMBOLS: z.string().optional(),
});

const DEFAULT_REST = "https://data-api.binance.vision";
const ANSWER_MS = 2_500;

/**
 * Binance where it answers, else the built-in replay exchange; or what MARKET_FEED says.
 * @throws Error for a bad variable, or when MARKET_FEED=binance has no answer (the app starts anyway then).
 */
export async function chooseMarket(env: NodeJS.ProcessEnv, persistDir: string): Promise<Market> {
  const result = EnvSchema.safeParse(env);
  if (!result.success) {
    throw new Error(
      result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
    );
  }
  const config = result.data;
  const given = config.BINANCE_REST_URL ?? config.BINANCE_WS_URL;
  const useReplay =
    config.MARKET_FEED === "replay" ||
    (config.MARKET_FEED === "auto" && !(await answers(config.BINANCE_REST_URL ?? DEFAULT_REST)));
  if (!useReplay) {
    return {
      source: "binance",
      folder: "binance",
      restUrl: config.BINANCE_REST_URL,
      wsUrl: config.BINANCE_WS_URL,
      symbols: undefined,
      description: given === undefined ? "Binance" : `Binance by ${config.BINANCE_REST_URL ?? DEFAULT_REST}`,
      close: async () => {},
    };
  }
  const { REPLAY_DATA: data, REPLAY_SEED: seed = 1 } = config;
  if (data !== undefined && !(await isFolder(data)))
    throw new Error(`REPLAY_DATA: there is no folder ${data}`);
  const folder = data === undefined ? `generated-${seed}` : `recorded-${digest(resolve(data))}`;
  const replay = await startReplayExchange({
    port: config.REPLAY_PORT ?? 0,
    ...(data === undefined ? {} : { data, anchor: await anchorOf(join(persistDir, folder)) }),
    ...(config.REPLAY_FAULTS === undefined ? {} : { faults: faultsOf(config.REPLAY_FAULTS) }),
    seed,
    ...(config.REPLAY_RATE === undefined ? {} : { rate: config.REPLAY_RATE }),
    ...(config.SYMBOLS === undefined
      ? {}
      : { symbols: config.SYMBOLS.split(",").map((text) => text.trim()) }),
  });
  const what = data === undefined ? "generated prices" : `recorded trades of ${data}`;
  const why = config.MARKET_FEED === "auto" ? "Binance does not answer; " : "";
  return {
    source: "replay",
    folder,
    restUrl: replay.restUrl,
    wsUrl: replay.wsUrl,
    symbols: data === undefined ? undefined : replay.symbols,
    description: `${why}the replay exchange at ${replay.restUrl} stands in (${what})`,
    close: () => replay.close(),
  };
}

/** Text as JSON; the exchange itself checks what it means. */
function faultsOf(text: string): ReplayOptions["faults"] {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`REPLAY_FAULTS is not JSON: ${error instanceof Error ? error.message : text}`);
  }
}

/**
 * When this data folder first saw a recording: later starts go on from there, so that what is stored and what
 * is replayed stay one history.
 */
async function anchorOf(folder: string): Promise<number> {
  const file = join(folder, "replay-anchor");
  const text = await readFile(file, "utf8").catch(() => "");
  if (/^\d{13}$/.test(text)) return Number(text);
  const now = Date.now();
  await mkdir(folder, { recursive: true });
  await writeFile(file, String(now));
  return now;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function answers(urls: string): Promise<boolean> {
  const [first = DEFAULT_REST] = urls.split(",");
  try {
    const response = await fetch(`${first.trim().replace(/\/+$/, "")}/api/v3/ping`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
