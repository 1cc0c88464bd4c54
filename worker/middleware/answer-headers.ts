import { clientAddress } from "../../durable-objects/stream-relay/client-address.ts";
import type { Isolate } from "../isolate.ts";
import { corsHeaders } from "./cors.ts";
import type { RateVerdict } from "./rate-limit.ts";
import { securityHeaders } from "./security.ts";

const production = securityHeaders(true);
const elsewhere = securityHeaders(false);

/** The headers of every answer, in a record of their own that the caller may extend. */
export function answerHeaders(
  isolate: Isolate,
  requestId: string,
  verdict: RateVerdict | undefined,
  origin: string | null | undefined,
): Record<string, string> {
  const { config, limit } = isolate;
  const headers: Record<string, string> = {
    ...(config.ENVIRONMENT === "production" ? production : elsewhere),
    "x-request-id": requestId,
  };
  if (verdict !== undefined) {
    headers["ratelimit-policy"] = limit.policy;
    headers.ratelimit = `"default";r=${verdict.remaining};t=${Math.ceil(verdict.resetMs / 1_000)}`;
  }
  if (config.CORS_ORIGINS.length > 0) {
    for (const [name, value] of corsHeaders(config.CORS_ORIGINS, origin)) headers[name] = value;
  }
  return headers;
}

/**
 * Who asks: the address Cloudflare saw, of IPv6 its network, since one client has all addresses of a /64. Without one
 * (locally) all are one client.
 */
export function clientOf(connectingIp: string | null | undefined): string {
  return clientAddress(connectingIp) ?? "local";
}
