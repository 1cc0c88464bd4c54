import { isSymbolId, type SymbolConfig } from "../contract/symbol.ts";
import type { Env } from "../platform/env.ts";
import { errorText, log } from "../platform/telemetry/log.ts";
import { hubStub } from "./stubs.ts";

/** Makes sure that a symbol's hub is configured and awake. One that fails is logged: the others go on. */
export async function startHub(env: Env, symbol: string, config: SymbolConfig): Promise<void> {
  try {
    if (!isSymbolId(symbol)) throw new RangeError(`not a symbol: ${symbol}`);
    const hub = hubStub(env, symbol);
    await hub.configure(symbol, config);
    await hub.heartbeat();
  } catch (error) {
    log({ event: "hub_failed", symbol, action: "start", error: errorText(error) });
  }
}
