import type { SymbolHubRpc } from "../contract/hub.ts";
import { DESK_NAME, type MarketDeskRpc } from "../contract/market.ts";
import type { PairHubRpc } from "../contract/pairs.ts";
import { LEDGER_NAME, type StreamRelayRpc, type WeightLedgerRpc } from "../contract/rpc.ts";
import type { Env } from "../platform/env.ts";

/** A stub is the RPC interface of its object, and `fetch` for sockets and streams. */
export type HubStub = SymbolHubRpc & Pick<Fetcher, "fetch">;
export type RelayStub = StreamRelayRpc & Pick<Fetcher, "fetch">;

/** The hub of a symbol bears the symbol's name: one writer a symbol, wherever it is asked for. */
export function hubStub(env: Env, symbol: string): HubStub {
  // The platform's type of a stub takes pairs and triples in answers for arrays of any length.
  return env.SYMBOL_HUB.getByName(symbol) as unknown as HubStub;
}

/** The hub of a pair bears the pair's name. */
export function pairStub(env: Env, pair: string): PairHubRpc {
  return env.PAIR_HUB.getByName(pair) as unknown as PairHubRpc;
}

/** One of the relays, 0 to RELAYS - 1. Every relay serves every symbol. */
export function relayStub(env: Env, index: number): RelayStub {
  return env.STREAM_RELAY.getByName(`relay-${index}`);
}

/** The ledger of the exchange's request weight. */
export function ledgerStub(env: Env): WeightLedgerRpc {
  return env.WEIGHT_LEDGER.getByName(LEDGER_NAME);
}

/** The one desk that asks outside market APIs. */
export function deskStub(env: Env): MarketDeskRpc {
  return env.MARKET_DESK.getByName(DESK_NAME);
}
