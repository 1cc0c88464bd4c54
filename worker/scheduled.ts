import { isSymbolId } from "../contract/symbol.ts";
import type { SymbolRow } from "../platform/d1/schema.ts";
import { configOf } from "../platform/d1/symbols.ts";
import type { Env } from "../platform/env.ts";
import { errorText, log } from "../platform/telemetry/log.ts";
import { isolateOf } from "./isolate.ts";
import { hubStub } from "./stubs.ts";

/** Once a minute: seeds what is configured, and keeps the hub of every active symbol configured and alive. */
export async function everyMinute(env: Env): Promise<void> {
  const { registry } = isolateOf(env);
  await registry.seed();
  registry.forget();
  const rows = await registry.active();
  await Promise.all(rows.map((row) => keepAlive(env, row)));
}

/** One hub that fails must not keep the others from their heartbeat. */
async function keepAlive(env: Env, row: SymbolRow): Promise<void> {
  try {
    if (!isSymbolId(row.symbol)) throw new Error("not a symbol");
    const hub = hubStub(env, row.symbol);
    await hub.configure(row.symbol, configOf(row));
    await hub.heartbeat();
  } catch (error) {
    log({ event: "hub_failed", symbol: row.symbol, action: "heartbeat", error: errorText(error) });
  }
}
