import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { Later } from "../shared/fan-out-subscriber.ts";
import type { HubPort } from "./hub-port.ts";

/** Waits before the next attempt at a hub that does not answer; after the last it is out of reach. */
const RETRY_WAITS_MS = [100, 500];
const ANSWER_MS = 3_000;
/** Requests in one call: an answer may hold minutes of trades for each, and messages between objects are bounded. */
const CALL_REQUESTS = 4;

interface Question {
  readonly request: CatchUpRequest;
  resolve(answer: CatchUp): void;
  reject(error: unknown): void;
}

/**
 * Asks hubs for catch-ups, one call a hub at a time. The same (channel, since) is asked once however many want
 * it while the question is open, so an answer may be older than the question: the joining side checks that it
 * reaches far enough.
 */
export class CatchUpBatch {
  readonly #hubs: Pick<HubPort, "catchUp">;
  readonly #later: Later;
  readonly #open = new Map<string, Promise<CatchUp>>();
  /** Questions that wait, for each hub that is being asked. */
  readonly #waiting = new Map<string, Question[]>();

  constructor(hubs: Pick<HubPort, "catchUp">, later: Later) {
    this.#hubs = hubs;
    this.#later = later;
  }

  /** Rejects when the hub stays out of reach. */
  ask(symbol: string, request: CatchUpRequest): Promise<CatchUp> {
    const key = `${request.channel} ${request.since ?? ""}`;
    const open = this.#open.get(key);
    if (open !== undefined) return open;
    const answer = new Promise<CatchUp>((resolve, reject) => {
      const question: Question = {
        request,
        resolve: (value) => {
          this.#open.delete(key);
          resolve(value);
        },
        reject: (error) => {
          this.#open.delete(key);
          reject(error);
        },
      };
      const waiting = this.#waiting.get(symbol);
      if (waiting !== undefined) {
        waiting.push(question);
      } else {
        this.#waiting.set(symbol, [question]);
        void this.#work(symbol);
      }
    });
    this.#open.set(key, answer);
    return answer;
  }

  async #work(symbol: string): Promise<void> {
    // One hop: everything that is asked in this turn comes along in the first call.
    await Promise.resolve();
    const waiting = this.#waiting.get(symbol) ?? [];
    while (waiting.length > 0) {
      const questions = waiting.splice(0, CALL_REQUESTS);
      try {
        const answers = await this.#call(
          symbol,
          questions.map(({ request }) => request),
        );
        for (const [i, question] of questions.entries()) {
          const answer = answers[i];
          if (answer?.channel === question.request.channel) question.resolve(answer);
          else question.reject(new Error("the hub answered another question"));
        }
      } catch (error) {
        for (const question of questions) question.reject(error);
      }
    }
    this.#waiting.delete(symbol);
  }

  async #call(symbol: string, requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]> {
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
