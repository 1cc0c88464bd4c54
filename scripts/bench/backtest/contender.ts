import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { z } from "zod";

const AnswerSchema = z.object({
  seconds: z.number(),
  /** Entry and exit, by the open times of their bars. */
  trades: z.array(z.tuple([z.number(), z.number()])),
});
export type Run = z.infer<typeof AnswerSchema>;

const LIMIT_MS = 120_000;

/** A backtester in a process of its own, that answers each line with one. */
export class Contender {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #errors = "";

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error(`${command} has no output`);
    this.#reader = createInterface({ input: stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** @throws Error where it gives no answer in time, or ends. */
  async run(line: string): Promise<Run> {
    this.#child.stdin?.write(`${line}\n`);
    const late = setTimeout(() => this.#child.kill(), LIMIT_MS);
    const { done, value } = await this.#lines.next();
    clearTimeout(late);
    if (done === true) throw new Error(`no answer to ${line}: ${this.#errors}`);
    return AnswerSchema.parse(JSON.parse(value));
  }

  close(): void {
    this.#reader.close();
    this.#child.kill();
  }
}
