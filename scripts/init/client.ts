import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type InitRun, InitRunSchema } from "../../contract/rest/init.ts";

/** A request that the app refused for good; the message is for the person at the terminal. */
export class RefusedError extends Error {}

const ProblemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** How long an app that does not answer is asked again, and how often. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 1_000;
const ANSWER_MS = 60_000;

/** The initialisation's routes of an app. */
export class InitClient {
  readonly #url: string;
  readonly #key: string;
  readonly #say: (line: string) => void;

  constructor(url: string, key: string, say: (line: string) => void) {
    this.#url = url;
    this.#key = key;
    this.#say = say;
  }

  /** Begins or joins a run. @throws RefusedError; Error when the app does not answer for a minute */
  async start(body: unknown): Promise<InitRun> {
    return await this.#ask("/api/admin/init", { method: "POST", body: JSON.stringify(body) });
  }

  /** How a run stands. @throws as `start` */
  async look(id: string): Promise<InitRun> {
    return await this.#ask(`/api/admin/init/${id}`, {});
  }

  async #ask(path: string, init: RequestInit): Promise<InitRun> {
    const end = Date.now() + PATIENCE_MS;
    for (let said = false; ; said = true) {
      const failure = await this.#once(path, init);
      if (typeof failure !== "string") return failure;
      if (Date.now() >= end) throw new Error(failure);
      if (!said) this.#say(`${failure} Trying again for a minute.`);
      await sleep(AGAIN_MS);
    }
  }

  /** @returns the run, or why it is worth another try */
  async #once(path: string, init: RequestInit): Promise<InitRun | string> {
    const headers = { authorization: `Bearer ${this.#key}`, "content-type": "application/json" };
    const signal = AbortSignal.timeout(ANSWER_MS);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#url}${path}`, { ...init, headers, signal });
      text = await response.text();
    } catch {
      return `The app at ${this.#url} does not answer.`;
    }
    if (response.ok) return InitRunSchema.parse(JSON.parse(text));
    const why = problemText(text, response.status);
    if (response.status === 429 || response.status >= 500) return why;
    throw new RefusedError(response.status === 401 || response.status === 403 ? `${why} ${KEY_HINT}` : why);
  }
}

export const KEY_HINT =
  "Give an admin key with --key or WICK_API_KEY: npm start printed one at its first start, npm run key makes one for a deployed app. (An app that runs on this machine with the same PERSIST_DIR needs none.)";

const FOLLOW_HINT =
  "Bars are fetched of followed symbols: name it in SYMBOLS when the app starts, or PUT /api/admin/symbols/{symbol}.";

function problemText(text: string, status: number): string {
  try {
    const { code, detail, errors = [] } = ProblemSchema.parse(JSON.parse(text));
    const hint = code === "unknown_symbol" ? [FOLLOW_HINT] : [];
    return [detail, ...hint, ...errors.map(({ path, message }) => `${path}: ${message}.`)].join(" ");
  } catch {
    return `The app answers with ${status}.`;
  }
}
