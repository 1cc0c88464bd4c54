import { createHash } from "node:crypto";
import type { AnalysedTimeframe } from "../../../contract/channels.ts";
import { timeOfEvent } from "../../../contract/signals.ts";
import { type ChainEnd, nextRecord } from "../../../market/signals/record.ts";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import type { Journal } from "../journal.ts";
import { signalsEvent } from "./analysis-texts.ts";
import type { SignalRow, SignalTable } from "./signal-table.ts";

/**
 * Gives what happens to signals its number on its channel and its link in the symbol's chain; both are stored with the
 * next checkpoint, which has the end of the chain, and announced behind it ([ANA-32]).
 */
export class SignalLog {
  readonly #symbol: string;
  readonly #journal: Journal;
  readonly #table: SignalTable;
  #end: ChainEnd | null;
  #unwritten: SignalRow[] = [];

  constructor(symbol: string, journal: Journal, table: SignalTable, end: ChainEnd | null) {
    this.#symbol = symbol;
    this.#journal = journal;
    this.#table = table;
    this.#end = end;
  }

  /** The last link; null before the first. */
  get end(): ChainEnd | null {
    return this.#end;
  }

  append(timeframe: AnalysedTimeframe, event: SignalEvent): void {
    const record = nextRecord(this.#symbol, this.#end, event, timeOfEvent(event), sha256);
    this.#end = { seq: record.seq, hash: record.hash };
    const numbered = this.#journal.number(`signals:${timeframe}`, (channel, seq) =>
      signalsEvent(channel, seq, event),
    );
    this.#unwritten.push({ id: record.seq, timeframe, event: numbered, record });
  }

  /** Within the transaction of a checkpoint. */
  flush(): void {
    if (this.#unwritten.length === 0) return;
    for (const row of this.#unwritten) this.#table.put(row);
    this.#unwritten = [];
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
