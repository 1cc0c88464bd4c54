import type { Context } from "hono";
import { WickError } from "../../contract/errors.ts";
import type { AppEnv } from "../app-env.ts";
import { clientOf } from "./answer-headers.ts";

/**
 * Counts a request that costs far more than others against its client's allowance of such.
 * @param units 1 for some thousands of rows.
 * @throws WickError rate_limited
 */
export function takeCostly(c: Context<AppEnv>, units: number): void {
  const { costly } = c.var.isolate;
  if (costly.quota === 0) return;
  const verdict = costly.take(clientOf(c.req.header("cf-connecting-ip")), units);
  if (verdict.allowed) return;
  const detail =
    "Too many costly requests (exports, long trends, features that are not stored, long indicators) from this address.";
  throw new WickError("rate_limited", detail, { retryAfterMs: verdict.resetMs });
}
