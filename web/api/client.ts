import { type ClientResponse, hc } from "hono/client";
import * as z from "zod/mini";
import type { Api } from "#api-types";
import type { Problem } from "../../contract/rest/problem.ts";
import { ApiError } from "./api.ts";

/** The server's routes, typed by the server itself: addresses, parameters and answers (ADR 9). */
export type Client = ReturnType<typeof hc<Api>>;

export interface ClientOptions {
  /** Where the server is; without it, where the page came from. */
  readonly base?: string | undefined;
  /** The admin key to send, when there is one. */
  readonly key?: (() => string | null) | undefined;
}

const TIMEOUT_MS = 15_000;

const ProblemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  errors: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
} satisfies Partial<Record<keyof Problem, unknown>>);

/** A client that gives up on a request after 15 s. What goes wrong is thrown by `answerOf`. */
export function createClient({ base = "/", key = () => null }: ClientOptions = {}): Client {
  return hc<Api>(base, {
    headers: (): Record<string, string> => {
      const secret = key();
      return secret === null ? {} : { authorization: `Bearer ${secret}` };
    },
    fetch: patientFetch,
  });
}

const patientFetch: typeof fetch = (input, init) => {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  const given = init?.signal;
  return fetch(input, { ...init, signal: given == null ? limit : AbortSignal.any([given, limit]) });
};

/**
 * The JSON a route answers when it works, of everything it may answer: not its problem, not its CSV. In tuples, so
 * that no union is taken apart.
 */
export type Answer<R> =
  R extends ClientResponse<infer T, infer S, infer F>
    ? [S, F] extends [200 | 202, "json"]
      ? Exclude<T, string>
      : never
    : never;

type AnyResponse = ClientResponse<unknown, number, "json">;

/**
 * The body of a route's good answer.
 * @throws ApiError with the server's code, `network` where no answer came, `malformed` where it is no JSON.
 */
export async function answerOf<R extends AnyResponse>(asking: Promise<R>): Promise<Answer<R>> {
  const answer: AnyResponse = await asking.catch((error: unknown) => {
    throw new ApiError("network", networkText(error));
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw problemOf(answer.status, body);
  if (body === undefined) throw new ApiError("malformed", `${answer.url} did not answer with JSON.`);
  // The one place where the page takes the server's word for the shape: both come from one deployment.
  return body as Answer<R>;
}

function problemOf(status: number, body: unknown): ApiError {
  const problem = z.safeParse(ProblemSchema, body);
  if (!problem.success) return new ApiError("internal", `HTTP ${status}`);
  const { code, detail, errors = [] } = problem.data;
  const parts = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return new ApiError(code, [detail, ...parts].join(" "));
}

function networkText(error: unknown): string {
  const late = error instanceof DOMException && error.name === "TimeoutError";
  return late ? `No answer within ${TIMEOUT_MS / 1_000} s.` : "The server could not be reached.";
}
