import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Parameters, PriceBar } from "../../market/indicators/kernel.ts";
import type { LibraryIndicator } from "../../market/indicators/library/library-indicator.ts";
import { ROOT } from "../../scripts/app/root.ts";
import { PYTHON } from "./python.ts";

export interface LongTailCase {
  readonly indicator: LibraryIndicator;
  readonly parameters: Parameters;
}

/** TA-Lib and NumPy in one Python for all series, as it takes ten times longer to start than to compute. */
export class LongTailReference {
  readonly #cases: readonly LongTailCase[];
  readonly #folder: string;
  readonly #python: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #complaint = "";

  /** @throws Error where there is no Python. */
  static async start(cases: readonly LongTailCase[]): Promise<LongTailReference> {
    if (PYTHON === undefined) throw new Error("no Python: set WICK_PYTHON");
    return new LongTailReference(PYTHON, cases, await mkdtemp(join(tmpdir(), "wick-long-tail-")));
  }

  private constructor(python: string, cases: readonly LongTailCase[], folder: string) {
    this.#cases = cases;
    this.#folder = folder;
    const wanted = cases.map(({ indicator, parameters }) => [indicator.id, parameters]);
    this.#python = spawn(python, [
      join(ROOT, "scripts/references/long_tail.py"),
      JSON.stringify(wanted),
      join(folder, "bars"),
      join(folder, "out"),
    ]);
    this.#python.stderr.on("data", (bytes: Buffer) => {
      this.#complaint += bytes.toString();
    });
    this.#answers = createInterface({ input: this.#python.stdout })[Symbol.asyncIterator]();
  }

  /** For each case and output a number a bar; NaN is no value. @throws Error with what Python said where it failed. */
  async of(bars: readonly PriceBar[]): Promise<Float64Array[][]> {
    const rows = bars.flatMap(({ open, high, low, close, volume }) => [open, high, low, close, volume]);
    await writeFile(join(this.#folder, "bars"), new Uint8Array(Float64Array.from(rows).buffer));
    this.#python.stdin.write("\n");
    if ((await this.#answers.next()).done === true) throw new Error(this.#complaint);
    const bytes = await readFile(join(this.#folder, "out"));
    const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    let column = 0;
    const next = () => numbers.subarray(column * bars.length, ++column * bars.length);
    return this.#cases.map(({ indicator }) => indicator.outputs.map(next));
  }

  async stop(): Promise<void> {
    this.#python.stdin.end();
    await rm(this.#folder, { recursive: true });
  }
}
