import { WickError } from "../../contract/errors.ts";
import type { TICK_REJECTIONS, UploadReport } from "../../contract/rest/ingestion.ts";
import { type IngestReport, type Tick, TickSchema } from "../../contract/ticks.ts";
import { inflate } from "./inflate.ts";
import { type Line, linesOf } from "./lines.ts";
import type { UploadLimits } from "./upload-limits.ts";

type Code = (typeof TICK_REJECTIONS)[number];

/** What an upload needs of the outside. */
export interface UploadPort {
  /** How a symbol is fed; undefined where there is none of that name. */
  feedOf(symbol: string): "binance" | "push" | undefined;
  /** Stores a batch of one symbol. `batch` numbers the batches of that symbol, the same for the same bytes. */
  ingest(symbol: string, ticks: readonly Tick[], batch: number): Promise<IngestReport>;
}

export interface UploadOutcome {
  readonly report: UploadReport;
  /** Why the upload was stopped, where it was. */
  readonly stopped: WickError | undefined;
}

interface Pending {
  readonly ticks: Tick[];
  readonly lines: number[];
  batches: number;
}

/** Reads an upload of ticks line by line, hands the good ones on in batches and counts the bad ones. */
export class Upload {
  readonly #port: UploadPort;
  readonly #limits: UploadLimits;
  readonly #pending = new Map<string, Pending>();
  readonly #badLines: { line: number; code: Code; detail: string }[] = [];
  /** The batch on its way: one at a time, while the next lines are read. */
  #sending: Promise<void> = Promise.resolve();
  #waiting = 0;
  #lines = 0;
  #accepted = 0;
  #duplicates = 0;
  #revised = 0;
  #rejected = 0;
  #exchangeFed = 0;

  constructor(port: UploadPort, limits: UploadLimits) {
    this.#port = port;
    this.#limits = limits;
  }

  /**
   * Never throws for what is in the body: an upload that must be stopped keeps what came before.
   * @throws what the port throws.
   */
  async run(body: AsyncIterable<Uint8Array>): Promise<UploadOutcome> {
    let stopped: WickError | undefined;
    try {
      for await (const lines of linesOf(inflate(body, this.#limits), this.#limits.maxLineBytes)) {
        for (const line of lines) if (this.#take(line)) await this.#flushFull();
      }
    } catch (error) {
      if (!(error instanceof WickError)) throw error;
      stopped = error;
    }
    await this.#flush(1);
    await this.#sending;
    if (stopped === undefined && this.#exchangeFed > 0 && this.#exchangeFed === this.#lines) {
      stopped = new WickError("exchange_fed", "Every line is of a symbol that an exchange feeds.");
    }
    return { report: this.#report(stopped === undefined), stopped };
  }

  /** @returns true when a batch may be full. */
  #take(line: Line): boolean {
    this.#lines += 1;
    if (line.text === null) {
      return this.#reject(line.number, "line_too_long", `more than ${this.#limits.maxLineBytes} bytes`);
    }
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      return this.#reject(line.number, "bad_json", "not valid JSON");
    }
    const parsed = TickSchema.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const place = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
      return this.#reject(line.number, "bad_tick", `${place}${issue?.message ?? "not a tick"}`);
    }
    const symbol = parsed.data.symbol.toUpperCase();
    const feed = this.#port.feedOf(symbol);
    if (feed === undefined)
      return this.#reject(line.number, "unknown_symbol", `there is no symbol ${symbol}`);
    if (feed !== "push") {
      this.#exchangeFed += 1;
      return this.#reject(line.number, "exchange_fed", `${symbol} is fed by an exchange`);
    }
    const pending = this.#pending.get(symbol) ?? { ticks: [], lines: [], batches: 0 };
    this.#pending.set(symbol, pending);
    pending.ticks.push(parsed.data);
    pending.lines.push(line.number);
    this.#waiting += 1;
    return pending.ticks.length >= this.#limits.batchTicks || this.#waiting >= this.#limits.pendingTicks;
  }

  async #flushFull(): Promise<void> {
    await this.#flush(this.#waiting >= this.#limits.pendingTicks ? 1 : this.#limits.batchTicks);
  }

  /** Sends the batches that hold at least `atLeast` ticks. */
  async #flush(atLeast: number): Promise<void> {
    for (const [symbol, pending] of this.#pending) {
      if (pending.ticks.length < atLeast) continue;
      const ticks = pending.ticks.splice(0);
      const lines = pending.lines.splice(0);
      this.#waiting -= ticks.length;
      const batch = pending.batches;
      pending.batches += 1;
      await this.#sending;
      this.#sending = this.#send(symbol, ticks, lines, batch);
      // Awaited before the next batch or at the end; until then a failure must not count as unhandled.
      this.#sending.catch(() => {});
    }
  }

  async #send(
    symbol: string,
    ticks: readonly Tick[],
    lines: readonly number[],
    batch: number,
  ): Promise<void> {
    const report = await this.#port.ingest(symbol, ticks, batch);
    this.#accepted += report.accepted;
    this.#duplicates += report.duplicates;
    this.#revised += report.revised;
    for (const { index, code, detail } of report.rejected) this.#reject(lines[index] ?? 0, code, detail);
  }

  #reject(line: number, code: Code, detail: string): false {
    this.#rejected += 1;
    this.#badLines.push({ line, code, detail });
    if (this.#badLines.length > this.#limits.reportedLines) this.#dropLastBadLine();
    return false;
  }

  /** A hub's verdict on a line comes later than the reader's on the lines after it: the first ones stay. */
  #dropLastBadLine(): void {
    let last = 0;
    for (const [position, bad] of this.#badLines.entries()) {
      if (bad.line > (this.#badLines[last]?.line ?? 0)) last = position;
    }
    this.#badLines.splice(last, 1);
  }

  #report(complete: boolean): UploadReport {
    return {
      complete,
      lines: this.#lines,
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      revised: this.#revised,
      rejected: this.#rejected,
      badLines: [...this.#badLines].sort((a, b) => a.line - b.line),
    };
  }
}
