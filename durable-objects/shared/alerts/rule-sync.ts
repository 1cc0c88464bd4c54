import type { ReadRules, RuleChanges } from "../../../contract/alerts.ts";
import { withDeadline } from "../../../platform/deadline.ts";

/** A call that told of a change may be lost: rules are read again this often. */
const EVERY_MS = 60_000;
const RETRY_MS = 20_000;
const READ_MS = 5_000;

export interface RuleSyncPorts {
  readonly place: string;
  readonly read: ReadRules;
  readonly version: () => number;
  /** Takes in what has changed, in a transaction. */
  readonly apply: (changes: RuleChanges) => void;
  /** The machine's clock. */
  readonly now: () => number;
  readonly onError: (what: string, error: unknown) => void;
}

/** Keeps a hub's copy of its rules equal to D1's, by versions: reads alone, however often and whenever it is called. */
export class RuleSync {
  readonly #ports: RuleSyncPorts;
  #dueAt = 0;
  #reading: Promise<void> | undefined;
  /** A read that begins after a change is told of sees it: one that is under way may not. */
  #next: Promise<void> | undefined;

  constructor(ports: RuleSyncPorts) {
    this.#ports = ports;
  }

  /** Takes in every change that was stored before this call. Rejects where D1 does not answer. */
  async sync(): Promise<void> {
    if (this.#reading === undefined) return await this.#begin();
    this.#next ??= this.#reading
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.#begin();
      });
    await this.#next;
  }

  /** Syncs where it is time to. Never rejects. */
  async keep(): Promise<void> {
    const { now, onError } = this.#ports;
    if (now() < this.#dueAt || this.#reading !== undefined) return;
    try {
      await this.#begin();
    } catch (error) {
      this.#dueAt = now() + RETRY_MS;
      onError("alert rules", error);
    }
  }

  #begin(): Promise<void> {
    const reading = this.#read().finally(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    this.#reading = reading;
    return reading;
  }

  async #read(): Promise<void> {
    const { place, read, version, apply, now } = this.#ports;
    const changes = await withDeadline(read(place, version()), READ_MS, "D1");
    apply(changes);
    this.#dueAt = now() + EVERY_MS;
  }
}
