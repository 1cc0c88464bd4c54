import type { FaultBox } from "../faults/fault-box.ts";
import type { SymbolView } from "../model/view.ts";
import type { Params } from "./params.ts";

/** What endpoints may ask of the exchange. */
export interface ExchangeState {
  /** Symbols in the order they are listed. */
  readonly symbols: readonly string[];
  /** @throws RestError for a symbol that is not listed. */
  view(symbol: string): SymbolView;
  readonly faults: FaultBox;
}

export interface RestCall {
  readonly exchange: ExchangeState;
  readonly params: Params;
  /** Times are wanted in microseconds. */
  readonly micro: boolean;
  /** The exchange's time of the call, in milliseconds. */
  readonly now: number;
}

/** One route: its request weight, and its JSON body. */
export interface Endpoint {
  weight(query: URLSearchParams, listed: number): number;
  answer(call: RestCall): unknown | Promise<unknown>;
}
