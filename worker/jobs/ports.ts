import type { Env } from "../../platform/env.ts";
import { exchangeOf } from "../backfill/exchange-of.ts";
import { startBackfill } from "../backfill/start-backfill.ts";
import { isolateOf } from "../isolate.ts";
import { deskStub, hubStub, ledgerStub, relayStub } from "../stubs.ts";
import type { JobPorts } from "./job.ts";
import type { Runner } from "./run-job.ts";

/**
 * The ports of jobs in the Worker. Made anew for each invocation: what waits for the platform in one request must
 * not be waited for in another.
 */
export function jobPorts(env: Env): JobPorts {
  const { config, registry, history, models } = isolateOf(env);
  return {
    db: env.DB,
    cold: env.COLD,
    config,
    now: () => Date.now(),
    symbols: () => registry.active(),
    hub: (symbol) => hubStub(env, symbol),
    exchange: exchangeOf(env, config),
    history,
    desk: deskStub(env),
    forecasting: models,
    startBackfill: (id) => startBackfill(env, id),
    parts: {
      relays: Array.from({ length: config.RELAYS }, (_, index) => ({
        name: `relay-${index}`,
        getStats: () => relayStub(env, index).getStats(),
      })),
      ledger: () => ledgerStub(env).getStats(),
    },
  };
}

/** What runs jobs in the Worker. */
export function jobRunner(env: Env): Runner {
  return {
    ports: jobPorts(env),
    random: () => Math.random(),
    newOwner: () => crypto.randomUUID(),
  };
}
