import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

const SCRIPT = join(import.meta.dirname, "talib_batch.py");

/** TA-Lib's C in a Python of its own: `WICK_PYTHON`, else `python3`. */
export class TalibClock {
  readonly #python: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  /** @param columns a file of six rows of doubles. @returns undefined where Python has no TA-Lib. */
  static start(columns: string): TalibClock | undefined {
    const python = process.env.WICK_PYTHON ?? "python3";
    const found = spawnSync(python, ["-c", "import numpy, talib"], { timeout: 30_000 });
    return found.status === 0 ? new TalibClock(python, columns) : undefined;
  }

  private constructor(python: string, columns: string) {
    this.#python = spawn(python, [SCRIPT, columns]);
    this.#reader = createInterface({ input: this.#python.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Nanoseconds a bar of its fastest pass; undefined for what TA-Lib does not have. */
  async leastPassNs(id: string, bars: number, limitMs: number): Promise<number | undefined> {
    this.#python.stdin.write(`${id} ${bars} ${limitMs}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error("TA-Lib's Python has ended");
    return value === "none" ? undefined : Number(value);
  }

  stop(): void {
    this.#python.stdin.end();
    this.#reader.close();
  }
}
