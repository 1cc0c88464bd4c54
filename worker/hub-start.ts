import { isSymbolId, type SymbolConfig } from "../contract/symbol.ts";
import type { SymbolRow } from "../platform/d1/schema/symbols.ts";
import { configOf } from "../platform/d1/symbols.ts";
import { withDeadline } from "../platform/deadline.ts";
import type { Env } from "../platform/env.ts";
import { errorText, log } from "../platform/telemetry/log.ts";
import { hubStub } from "./stubs.ts";

/** A hub that does not answer holds up neither the first request nor the others: the next minute tries again. */
const START_MS = 5_000;

/** Makes sure that a symbol's hub is configured and awake. One that fails is logged: the others go on. */
export async function startHub(env: Env, symbol: string, config: SymbolConfig): Promise<void> {
  try {
    if (!isSymbolId(symbol)) throw new RangeError(`not a symbol: ${symbol}`);
    const hub = hubStub(env, symbol);
    const started = hub.configure(symbol, config).then(() => hub.heartbeat());
    await withDeadline(started, START_MS, "the hub");
  } catch (error) {
    log({ event: "hub_failed", symbol, action: "start", error: errorText(error) });
  }
}

/** The same for all of these symbols at once. */
export async function startHubs(env: Env, rows: readonly SymbolRow[]): Promise<void> {
  await Promise.all(rows.map((row) => startHub(env, row.symbol, configOf(row))));
}
