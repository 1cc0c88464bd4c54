import type { SymbolRow } from "../platform/d1/schema.ts";
import { configOf, describeSymbol } from "../platform/d1/symbols.ts";
import type { Env } from "../platform/env.ts";
import { errorText, log } from "../platform/telemetry/log.ts";
import { startHub } from "./hub-start.ts";
import { isolateOf } from "./isolate.ts";
import { listedSymbol } from "./listing.ts";

/**
 * Once a minute: seeds what is configured, keeps the hub of every active symbol configured and alive, and
 * asks the exchange for the steps of one symbol that are not known yet.
 */
export async function everyMinute(env: Env): Promise<void> {
  const { registry } = isolateOf(env);
  await registry.seed();
  registry.forget();
  const rows = await registry.active();
  await Promise.all(rows.map((row) => startHub(env, row.symbol, configOf(row))));
  const unknown = rows.find((row) => row.feed === "binance" && row.tickSize === null);
  if (unknown !== undefined) await describe(env, unknown);
}

/** One a minute: exchangeInfo is heavy, and nothing waits for it. */
async function describe(env: Env, row: SymbolRow): Promise<void> {
  try {
    await describeSymbol(env.DB, row.symbol, await listedSymbol(env, isolateOf(env).config, row.symbol));
  } catch (error) {
    log({ event: "hub_failed", symbol: row.symbol, action: "describe", error: errorText(error) });
  }
}
