import type { BackfillPorts } from "../../platform/backfill/ports.ts";
import { type Env, parseConfig } from "../../platform/env.ts";
import { exchangeOf } from "./exchange-of.ts";

/** A backfill's ports in the Worker. */
export function backfillPorts(env: Env): BackfillPorts {
  const config = parseConfig(env);
  return { db: env.DB, cold: env.COLD, exchange: exchangeOf(env, config), now: () => Date.now(), config };
}
