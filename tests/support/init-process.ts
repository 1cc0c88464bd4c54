import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../scripts/app/root.ts";

const PATIENCE_MS = 240_000;
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) killGroup(child);
});

/** `npm run init` as a user starts it, in a process group of its own. */
export class InitProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<number | null>;
  #output = "";

  constructor(flags: readonly string[], env: Readonly<Record<string, string>>) {
    const local = join(ROOT, "node_modules/.bin/node");
    const child = spawn(existsSync(local) ? local : process.execPath, ["scripts/init.ts", ...flags], {
      cwd: ROOT,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "", WICK_BUILT: "1", ...env },
    });
    this.#child = child;
    running.add(child);
    child.stdout?.on("data", (chunk: Buffer) => this.#add(chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.#add(chunk));
    this.#gone = new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        killGroup(child);
        reject(new Error(`the initialisation did not end in time:\n${this.#output}`));
      }, PATIENCE_MS);
      child.once("close", (code) => {
        clearTimeout(late);
        running.delete(child);
        resolve(code);
      });
    });
  }

  get output(): string {
    return this.#output;
  }

  /** Its exit code; null when it was killed. */
  async ended(): Promise<number | null> {
    const code = await this.#gone;
    // What outlived it would hold the port and the storage.
    killGroup(this.#child);
    return code;
  }

  /** SIGKILL to every process of it: nothing gets a chance to save anything. */
  async kill(): Promise<void> {
    killGroup(this.#child);
    await this.#gone;
  }

  /** SIGKILL to the command alone: what it has started is left to itself. */
  async killAlone(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }

  /** Resolves when the output matches, or when the process has ended. @returns whether it matched */
  async says(pattern: RegExp): Promise<boolean> {
    let over = false;
    const end = this.#gone.finally(() => {
      over = true;
    });
    while (!over && !pattern.test(this.#output)) {
      await Promise.race([end, new Promise((resolve) => this.#child.stdout?.once("data", resolve))]);
    }
    return pattern.test(this.#output);
  }

  #add(chunk: Buffer): void {
    this.#output += chunk.toString();
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}
