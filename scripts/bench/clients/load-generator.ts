import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { within } from "../clock.ts";
import type { Load, LoadResult } from "./load-process.ts";

const PATIENCE_MS = 20_000;

/** HTTP load from a process beside the benchmark's. */
export class LoadGenerator {
  readonly #process: ChildProcess = fork(join(import.meta.dirname, "load-process.ts"));

  /** @returns answers a second. @throws Error for anything but 200 with a known length */
  async measure(load: Load): Promise<number> {
    const answer = new Promise<LoadResult>((resolve) => this.#process.once("message", resolve));
    this.#process.send(load);
    const result = await within(`the load on ${load.url}`, load.ms + PATIENCE_MS, answer);
    if ("failed" in result) throw new Error(result.failed);
    return result.perSecond;
  }

  close(): void {
    this.#process.disconnect();
  }
}
