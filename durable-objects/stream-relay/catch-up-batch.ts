import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { Later } from "../shared/fan-out-subscriber.ts";
import type { HubPort } from "./hub-port.ts";

/** Waits before the next attempt at a hub that does not answer; after the last it is out of reach. */
const RETRY_WAITS_MS = [100, 500];
const ANSWER_MS = 3_000;

interface Batch {
  readonly requests: CatchUpRequest[];
  readonly answers: Promise<readonly CatchUp[]>;
}

/**
 * Asks hubs for catch-ups: the same (channel, since) is asked once however many want it while the question is
 * open, and what is asked in one turn goes in one call a hub. An answer may thus be older than the question;
 * the joining side checks that it reaches far enough.
 */
export class CatchUpBatch {
  readonly #hubs: Pick<HubPort, "catchUp">;
  readonly #later: Later;
  readonly #open = new Map<string, Promise<CatchUp>>();
  readonly #batches = new Map<string, Batch>();

  constructor(hubs: Pick<HubPort, "catchUp">, later: Later) {
    this.#hubs = hubs;
    this.#later = later;
  }

  /** Rejects when the hub stays out of reach. */
  ask(symbol: string, request: CatchUpRequest): Promise<CatchUp> {
    const key = `${request.channel} ${request.since ?? ""}`;
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const answer = this.#join(symbol, request).finally(() => this.#open.delete(key));
    this.#open.set(key, answer);
    return answer;
  }

  async #join(symbol: string, request: CatchUpRequest): Promise<CatchUp> {
    let batch = this.#batches.get(symbol);
    if (batch === undefined) {
      const requests: CatchUpRequest[] = [];
      batch = { requests, answers: this.#send(symbol, requests) };
      this.#batches.set(symbol, batch);
    }
    const index = batch.requests.push(request) - 1;
    const answer = (await batch.answers)[index];
    if (answer?.channel !== request.channel) throw new Error("the hub answered another question");
    return answer;
  }

  async #send(symbol: string, requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]> {
    // One hop: everything that is asked in this turn comes along.
    await Promise.resolve();
    this.#batches.delete(symbol);
    for (const waitMs of RETRY_WAITS_MS) {
      try {
        return await this.#within(this.#hubs.catchUp(symbol, requests));
      } catch {
        await new Promise<void>((resolve) => this.#later(resolve, waitMs));
      }
    }
    return this.#within(this.#hubs.catchUp(symbol, requests));
  }

  #within<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      answer.then(resolve, reject);
      this.#later(() => reject(new Error("the hub does not answer")), ANSWER_MS);
    });
  }
}
