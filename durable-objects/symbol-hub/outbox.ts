import { withDeadline } from "../../platform/deadline.ts";
import type { OutboxRow } from "./outbox-table.ts";

/** Brings rows to D1; rejects when it cannot. */
export type Send<Row> = (symbol: string, rows: readonly Row[]) => Promise<void>;
/** Brings final bars to D1. */
export type SendOutbox = Send<OutboxRow>;

/** What waits for D1, in the order of its ids. */
export interface OutboxSource<Row extends { readonly id: number }> {
  take(limit: number): readonly Row[];
  sentThrough(id: number): void;
}

export interface OutboxPorts<Row extends { readonly id: number }> {
  /** What its failures are called. */
  readonly name: string;
  readonly table: OutboxSource<Row>;
  readonly send: Send<Row>;
  /** Waits so long after the first failure in a row. */
  readonly firstWaitMs?: number;
  /** The machine's clock, and numbers in [0, 1). */
  readonly now: () => number;
  readonly random: () => number;
  readonly onError: (what: string, error: unknown) => void;
}

const BATCH = 2_000;
/** A flush that finds more than this leaves the rest to the next one: it shares its object with a live feed. */
const MOST_BATCHES = 10;
/** Rows that were sent twice because an answer came late are no harm: D1 takes each revision once. */
const DEADLINE_MS = 30_000;
const FIRST_WAIT_MS = 20_000;
const MOST_WAIT_MS = 300_000;

/** Sends the outbox in order, at least once; a row is forgotten when D1 has it. Waits longer after each failure. */
export class Outbox<Row extends { readonly id: number }> {
  readonly #ports: OutboxPorts<Row>;
  #sending = false;
  #failures = 0;
  #notBefore = 0;

  constructor(ports: OutboxPorts<Row>) {
    this.#ports = ports;
  }

  /** Sends what waits, unless D1 failed a moment ago. Never rejects. @returns how many rows D1 took. */
  async flush(symbol: string): Promise<number> {
    const { name, table, send, now, onError } = this.#ports;
    if (this.#sending || now() < this.#notBefore) return 0;
    this.#sending = true;
    let sent = 0;
    try {
      for (let batch = 0; batch < MOST_BATCHES; batch++) {
        const rows = table.take(BATCH);
        const last = rows.at(-1);
        if (last === undefined) break;
        await withDeadline(send(symbol, rows), DEADLINE_MS, "D1");
        table.sentThrough(last.id);
        this.#failures = 0;
        sent += rows.length;
      }
    } catch (error) {
      this.#notBefore = now() + this.#waitMs();
      onError(name, error);
    } finally {
      this.#sending = false;
    }
    return sent;
  }

  /** Doubles with each failure in a row; half of it by chance, so that hubs do not come back all at once. */
  #waitMs(): number {
    const first = this.#ports.firstWaitMs ?? FIRST_WAIT_MS;
    const whole = Math.min(MOST_WAIT_MS, first * 2 ** this.#failures);
    this.#failures += 1;
    return whole * (0.5 + this.#ports.random() / 2);
  }
}
