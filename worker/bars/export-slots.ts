import { WickError } from "../../contract/errors.ts";

export interface ExportSlotsOptions {
  /** Exports that one isolate writes at the same time. */
  readonly most: number;
  /** A reader that takes nothing for so long gives its place to others. */
  readonly idleMs: number;
  readonly now: () => number;
}

/**
 * Bounds the exports that are under way: each holds some MB of rows, and an isolate has 128. A place is held for a
 * while, not for ever: a platform may drop a request without a word, and then nobody gives it back.
 */
export class ExportSlots {
  readonly #options: ExportSlotsOptions;
  /** By export, when its place is free again unless it is read on. */
  readonly #held = new Map<object, number>();

  constructor(options: ExportSlotsOptions) {
    this.#options = options;
  }

  /**
   * The same batches, under a place of their own from the first to the end.
   * @throws WickError unavailable, where all places are taken: at the first batch, or behind a pause that was too long.
   */
  async *limited<T>(batches: AsyncIterable<T>): AsyncGenerator<T> {
    const place = {};
    this.#take(place);
    try {
      for await (const batch of batches) {
        this.#take(place);
        yield batch;
        this.#take(place);
      }
    } finally {
      this.#held.delete(place);
    }
  }

  #take(place: object): void {
    const { most, idleMs, now } = this.#options;
    const at = now();
    for (const [other, until] of this.#held) if (until <= at && other !== place) this.#held.delete(other);
    if (!this.#held.has(place) && this.#held.size >= most) {
      throw new WickError("unavailable", `${most} exports are being written.`, { retryAfterMs: 5_000 });
    }
    this.#held.set(place, at + idleMs);
  }
}
