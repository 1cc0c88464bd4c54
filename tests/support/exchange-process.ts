import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/app/root.ts";

export interface ExchangeProcessOptions {
  readonly symbols: readonly string[];
  /** Exchange time at the first start. */
  readonly startAt: number;
  readonly speed: number;
  /** Multiplies the trades a second; prices are the same at any rate. */
  readonly rate?: number;
}

const READY_MS = 20_000;
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * The replay exchange in a process of its own, which can be killed. Its generated market is a function of time
 * alone, so another process that starts where this one would be now continues the same market.
 */
export class ExchangeProcess {
  readonly #options: ExchangeProcessOptions;
  readonly #startedAt = Date.now();
  #child: ChildProcess | undefined;
  #port = 0;

  private constructor(options: ExchangeProcessOptions) {
    this.#options = options;
  }

  static async start(options: ExchangeProcessOptions): Promise<ExchangeProcess> {
    const exchange = new ExchangeProcess(options);
    await exchange.revive();
    return exchange;
  }

  get restUrl(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  /** The exchange's time, to within the time a process takes to start. */
  get now(): number {
    const { startAt, speed } = this.#options;
    return startAt + (Date.now() - this.#startedAt) * speed;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    running.delete(child);
    this.#child = undefined;
  }

  /** Starts it (again, on the same port) where the market is now. */
  async revive(): Promise<void> {
    const { symbols, speed, rate = 1 } = this.#options;
    const local = join(ROOT, "node_modules/.bin/node");
    const options = {
      port: String(this.#port),
      symbols: symbols.join(","),
      speed: String(speed),
      rate: String(rate),
      "start-at": new Date(this.now).toISOString(),
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(existsSync(local) ? local : process.execPath, ["scripts/replay/main.ts", ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    running.add(child);
    const line = await new Promise<string>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("the replay exchange was not ready in time")), READY_MS);
      let output = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (!output.includes("\n")) return;
        clearTimeout(late);
        resolve(output);
      });
      child.once("exit", () => reject(new Error(`the replay exchange ended: ${output}`)));
    });
    this.#port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]);
  }

  /** What `POST /__faults` takes. */
  async setFaults(plan: unknown): Promise<void> {
    const response = await fetch(`${this.restUrl}/__faults`, { method: "POST", body: JSON.stringify(plan) });
    if (!response.ok) throw new Error(`bad faults: ${await response.text()}`);
  }
}
