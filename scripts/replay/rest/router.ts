import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import type { Refusal } from "../faults/fault-box.ts";
import { aggTrades } from "./agg-trades.ts";
import type { Endpoint, ExchangeState } from "./endpoint.ts";
import { exchangeInfo } from "./exchange-info.ts";
import { klines } from "./klines.ts";
import { Params } from "./params.ts";
import { refusalBody } from "./refusal.ts";
import { RestError } from "./rest-error.ts";
import { ping, time } from "./server-time.ts";
import { ticker24hr } from "./ticker.ts";
import type { WeightCounter } from "./weights.ts";

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "/api/v3/ping": ping,
  "/api/v3/time": time,
  "/api/v3/exchangeInfo": exchangeInfo,
  "/api/v3/aggTrades": aggTrades,
  "/api/v3/klines": klines,
  "/api/v3/ticker/24hr": ticker24hr,
};

/** Answers the exchange's REST requests; counts weight, and goes wrong as the fault plan says. */
export async function answerRest(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  exchange: ExchangeState & { readonly clock: Clock; readonly weights: WeightCounter },
): Promise<void> {
  const now = exchange.clock.now();
  const endpoint = Object.hasOwn(ENDPOINTS, url.pathname) ? ENDPOINTS[url.pathname] : undefined;
  if (endpoint === undefined || request.method !== "GET") {
    sendText(response, 404, "<html><body><h2>404 Not found</h2></body></html>");
    return;
  }
  const address = request.socket.remoteAddress ?? "";
  const verdict = exchange.weights.spend(
    address,
    endpoint.weight(url.searchParams, exchange.symbols.length),
    now,
  );
  response.setHeader("x-mbx-used-weight", verdict.used);
  response.setHeader("x-mbx-used-weight-1m", verdict.used);
  const refusal: Refusal | undefined =
    verdict.kind === "ok"
      ? exchange.faults.refusal("rest", now)
      : { status: verdict.kind === "banned" ? 418 : 429, retryAfterSeconds: verdict.retryAfterMs / 1_000 };
  if (refusal !== undefined) {
    sendRefusal(response, refusal, now, exchange.clock.speed);
    return;
  }
  const micro = String(request.headers["x-mbx-time-unit"] ?? "").toUpperCase() === "MICROSECOND";
  try {
    const params = new Params(url.searchParams);
    sendJson(response, 200, await endpoint.answer({ exchange, params, micro, now }));
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    sendJson(response, error.status, { code: error.code, msg: error.message });
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/json;charset=UTF-8",
    "cache-control": "no-cache, no-store, must-revalidate",
    "access-control-allow-origin": "*",
    "x-mbx-uuid": randomUUID(),
  });
  response.end(JSON.stringify(body));
}

/** Waiting times are told in seconds of the machine's clock: that is what the client waits by. */
function sendRefusal(response: ServerResponse, refusal: Refusal, now: number, speed: number): void {
  const { status, retryAfterSeconds } = refusal;
  if (retryAfterSeconds !== undefined) {
    response.setHeader("retry-after", Math.max(1, Math.ceil(retryAfterSeconds / speed)));
  }
  const body = refusalBody(refusal, now);
  if (body === undefined) sendText(response, status, `<html><head><title>${status}</title></head></html>`);
  else sendJson(response, status, body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/html" });
  response.end(text);
}
