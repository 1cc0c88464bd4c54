import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AnalysisApi } from "../../web/api/analysis-api.ts";
import type { Api } from "../../web/api/api.ts";
import { createClient } from "../../web/api/client.ts";
import { createForecastsApi, type ForecastsApi } from "../../web/api/forecasts-api.ts";
import { createAnalysisApi } from "../../web/api/http-analysis-api.ts";
import { createHttpApi } from "../../web/api/http-api.ts";
import type { StreamEvent } from "../../web/socket/stream-event.ts";
import type { StreamPort } from "../../web/state/stream-port.ts";

/** What a path answers: a body, or a problem by its status. */
export type Answer = (query: URLSearchParams) => unknown;

/** A server on loopback that answers as it is told, and a stream that says what it is told. */
export interface AnalysisWorld {
  readonly api: AnalysisApi;
  readonly bars: Api;
  readonly forecasts: ForecastsApi;
  readonly stream: StreamPort;
  /** Path and query of every request so far. */
  readonly asked: readonly string[];
  answer(path: string, answer: Answer): void;
  /** The next request of this path fails with 503. */
  failNext(path: string): void;
  tell(channel: string, type: StreamEvent["type"], data: unknown): void;
  refuse(channel: string): void;
  close(): Promise<void>;
}

export async function openAnalysisWorld(): Promise<AnalysisWorld> {
  const answers = new Map<string, Answer>();
  const failing = new Set<string>();
  const asked: string[] = [];
  const followers = new Map<
    string,
    { readonly on: (event: StreamEvent) => void; readonly off: () => void }
  >();
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://wick");
    const answer = answers.get(pathname);
    const fails = failing.delete(pathname) || answer === undefined;
    response.writeHead(fails ? 503 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(fails ? { code: "unavailable", detail: "Not now." } : answer(searchParams)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = createClient({ base: `http://127.0.0.1:${port}` });
  return {
    api: createAnalysisApi(client),
    bars: createHttpApi(client),
    forecasts: createForecastsApi(client),
    stream: {
      subscribe(channel, onEvent, onRefused) {
        followers.set(channel, { on: onEvent, off: () => onRefused?.() });
        return () => void followers.delete(channel);
      },
    },
    asked,
    answer: (path, answer) => void answers.set(path, answer),
    failNext: (path) => void failing.add(path),
    tell: (channel, type, data) => followers.get(channel)?.on({ ch: channel, seq: 1, type, ts: 0, data }),
    refuse: (channel) => followers.get(channel)?.off(),
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
