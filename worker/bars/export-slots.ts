import { WickError } from "../../contract/errors.ts";

export interface ExportSlotsOptions {
  /** Exports that one isolate writes at the same time. */
  readonly most: number;
  /** How many of these one client may have: nobody alone can take all. */
  readonly mostOfOne: number;
  /** A reader that takes nothing for so long gives its place to others. */
  readonly idleMs: number;
  readonly now: () => number;
}

interface Place {
  readonly client: string;
  /** When it is free again unless it is read on. */
  until: number;
}

/**
 * Bounds the exports that are under way: each holds some MB of rows, and an isolate has 128. A place is held for a
 * while, not for ever: a platform may drop a request without a word, and then nobody gives it back.
 */
export class ExportSlots {
  readonly #options: ExportSlotsOptions;
  readonly #held = new Set<Place>();

  constructor(options: ExportSlotsOptions) {
    this.#options = options;
  }

  /**
   * The same batches, under a place of their own from the first to the end.
   * @throws WickError unavailable, where all places of the client, or of all, are taken: at the first batch, or behind
   * a pause that was too long.
   */
  async *limited<T>(batches: AsyncIterable<T>, client: string): AsyncGenerator<T> {
    const place = { client, until: 0 };
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

  #take(place: Place): void {
    const { most, mostOfOne, idleMs, now } = this.#options;
    const at = now();
    for (const other of this.#held) if (other.until <= at && other !== place) this.#held.delete(other);
    const own = [...this.#held].filter(({ client }) => client === place.client).length;
    if (!this.#held.has(place) && (this.#held.size >= most || own >= mostOfOne)) {
      const detail = `${own} exports for this address are being written, ${this.#held.size} in all.`;
      throw new WickError("unavailable", detail, { retryAfterMs: 5_000 });
    }
    place.until = at + idleMs;
    this.#held.add(place);
  }
}
