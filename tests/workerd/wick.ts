/// <reference types="vite/types/importMeta.d.ts" />
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { inject } from "vitest";
import type { Scope } from "../../contract/scopes.ts";
import { createApiKey } from "../../platform/d1/api-keys.ts";
import type { Env } from "../../platform/env.ts";
import worker from "../../worker/index.ts";
import type {} from "./provided.ts";

const migrations = import.meta.glob<string>("../../migrations/*.sql", {
  query: "?raw",
  import: "default",
  eager: true,
});

type Variable =
  | "BINANCE_REST_URL"
  | "CORS_ORIGINS"
  | "ENVIRONMENT"
  | "N8N_WEBHOOK_SECRET"
  | "RATE_LIMIT_PER_MINUTE"
  | "STRATEGY_WEBHOOK_SECRET"
  | "STRATEGY_WEBHOOK_URL"
  | "SYMBOLS"
  | "WICK_TEST_HOOKS";

/** The whole app on the test's own D1 and objects, asked as a client asks. */
export interface Wick {
  readonly env: Env;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** A request with a JSON body and an API key of the scope. */
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  key(scope: Scope): Promise<string>;
  runCron(): Promise<void>;
}

/** SQLite adds no column "if not exists": on this file's database it is done once. */
let hasColumns = false;

/** Applies the migrations and opens the app with these variables; the exchange is the replay exchange. */
export async function openWick(variables: Partial<Record<Variable, string>> = {}): Promise<Wick> {
  for (const file of Object.keys(migrations).sort()) {
    const script = (migrations[file] ?? "").replaceAll(
      /^CREATE (TABLE|UNIQUE INDEX|INDEX)/gm,
      "CREATE $1 IF NOT EXISTS",
    );
    for (const statement of script.split("--> statement-breakpoint")) {
      if (hasColumns && /^\s*ALTER TABLE/.test(statement)) continue;
      await env.DB.prepare(statement).run();
    }
  }
  hasColumns = true;
  const { restUrl, wsUrl } = inject("feedExchange");
  const own: Env = {
    ...env,
    SYMBOLS: "",
    RATE_LIMIT_PER_MINUTE: "0",
    BINANCE_REST_URL: restUrl,
    BINANCE_WS_URL: wsUrl,
    ...variables,
  };
  const keys = new Map<Scope, string>();
  const wick: Wick = {
    env: own,
    async fetch(path, init) {
      const ctx = createExecutionContext();
      const request = new Request(`https://wick.test${path}`, init);
      const response = await worker.fetch(request as never, own, ctx);
      // Work behind the answer ends with the test, not after it.
      if (response.status !== 101 && !response.headers.get("content-type")?.includes("event-stream")) {
        await waitOnExecutionContext(ctx);
      }
      return response;
    },
    async key(scope) {
      const known = keys.get(scope) ?? (await createApiKey(env.DB, { name: scope, scopes: [scope] }, 0));
      keys.set(scope, known);
      return known;
    },
    async send(method, path, body, headers = {}) {
      return await wick.fetch(path, {
        method,
        body: JSON.stringify(body),
        headers: {
          authorization: `Bearer ${await wick.key("admin")}`,
          "content-type": "application/json",
          ...headers,
        },
      });
    },
    async runCron() {
      const ctx = createExecutionContext();
      worker.scheduled({ scheduledTime: 0, cron: "* * * * *", noRetry: () => {} }, own, ctx);
      await waitOnExecutionContext(ctx);
    },
  };
  return wick;
}

/** Adds a symbol fed by API. */
export async function addPushed(wick: Wick, symbol: string): Promise<void> {
  const config = { feed: "push", tickSize: "0.01", stepSize: "0.001", latenessMs: 1_000 };
  const response = await wick.send("PUT", `/api/admin/symbols/${symbol}`, config);
  if (!response.ok) throw new Error(await response.text());
}
