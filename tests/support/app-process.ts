import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/app/root.ts";

const READY_MS = 60_000;
const STOP_MS = 10_000;

export interface AppProcessOptions {
  readonly symbols: readonly string[];
  /** Where the market is; the app's own replay exchange when absent. */
  readonly exchange?: { readonly restUrl: string; readonly wsUrl: string } | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) killGroup(child, "SIGKILL");
});

/** The whole app as a user starts it, in processes of its own, on storage and a port of its own. */
export class AppProcess {
  readonly url: string;
  readonly persistDir: string;
  /** Printed once, at the first start on this storage. */
  key = "";
  readonly #options: AppProcessOptions;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #output = "";

  private constructor(options: AppProcessOptions, persistDir: string, port: number) {
    this.#options = options;
    this.persistDir = persistDir;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Resolves when the app says that it is ready. */
  static async start(options: AppProcessOptions): Promise<AppProcess> {
    const persistDir = await mkdtemp(join(tmpdir(), "wick-e2e-"));
    const app = new AppProcess(options, persistDir, await freePort());
    await app.#spawn();
    return app;
  }

  get wsUrl(): string {
    return this.url.replace("http", "ws");
  }

  /** All that was printed since the first start. */
  get output(): string {
    return this.#output;
  }

  /** The start script's process. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** SIGKILL to every process of the app: nothing gets a chance to save anything. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = exited(child);
    killGroup(child, "SIGKILL");
    await gone;
    this.#child = undefined;
  }

  /** Starts it again on the same storage and port. */
  async revive(): Promise<void> {
    await this.#spawn();
  }

  /** Ends it as Ctrl-C does, and removes its storage. @returns the exit code. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    let code: number | null = null;
    if (child !== undefined) {
      const gone = exited(child);
      killGroup(child, "SIGINT");
      const late = setTimeout(() => killGroup(child, "SIGKILL"), STOP_MS);
      code = await gone;
      clearTimeout(late);
      // What outlived the start script would hold the port and the storage.
      killGroup(child, "SIGKILL");
      this.#child = undefined;
    }
    await rm(this.persistDir, { recursive: true, force: true, maxRetries: 5 });
    return code;
  }

  async #spawn(): Promise<void> {
    const local = join(ROOT, "node_modules/.bin/node");
    const { exchange, symbols, env } = this.#options;
    const market =
      exchange === undefined
        ? { MARKET_FEED: "replay" }
        : { MARKET_FEED: "binance", BINANCE_REST_URL: exchange.restUrl, BINANCE_WS_URL: exchange.wsUrl };
    const child = spawn(existsSync(local) ? local : process.execPath, ["scripts/start.ts"], {
      cwd: ROOT,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        NODE_ENV: "",
        PORT: String(this.#port),
        PERSIST_DIR: this.persistDir,
        SYMBOLS: symbols.join(","),
        WICK_BUILT: "1",
        WICK_TEST_HOOKS: "1",
        ...market,
        ...env,
      },
    });
    this.#child = child;
    running.add(child);
    child.once("exit", () => running.delete(child));
    const from = this.#output.length;
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`the app ${why}:\n${this.#output.slice(from)}`));
      const late = setTimeout(() => fail("was not ready in time"), READY_MS);
      const read = (chunk: Buffer) => {
        this.#output += chunk.toString();
        if (this.#output.includes("Wick is ready at", from)) {
          clearTimeout(late);
          resolve();
        }
      };
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.once("exit", (code, signal) => {
        clearTimeout(late);
        fail(`ended (${code ?? signal})`);
      });
    });
    this.key = /Admin API key[^:]*: (\S+)/.exec(this.#output)?.[1] ?? "";
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

/** A port that nobody listens on; asked for beforehand, so that a restarted app has the same one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
