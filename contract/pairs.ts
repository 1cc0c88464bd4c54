import type { PairReading, PairValue } from "../market/pairs/pair-value.ts";
import type { EpochMs } from "../market/time/timeframe.ts";
import type { AlertHubRpc } from "./alerts.ts";
import type { LivePairTimeframe } from "./live-pairs.ts";
import { type CatchUp, type CatchUpRequest, eventJson } from "./stream.ts";
import type { SymbolId } from "./symbol.ts";

/** A pair as its object, its channels and its links are named: `BTCUSDT-ETHUSDT`. The order matters: y is the first. */
export function pairName(symbol1: SymbolId, symbol2: SymbolId): string {
  return `${symbol1}-${symbol2}`;
}

/** The symbols of a pair's name; undefined where it is none. Symbols have no hyphen. */
export function symbolsOfPair(name: string): readonly [string, string] | undefined {
  const [symbol1, symbol2, ...rest] = name.split("-");
  if (symbol1 === undefined || symbol2 === undefined || rest.length > 0 || symbol1 === symbol2)
    return undefined;
  return [symbol1, symbol2];
}

/**
 * What an event of `spread:SYM1-SYM2:TF` tells: values oldest first, the newest last, and what the newest one's window
 * says. An update of the log has one new final value, or, after a correction, all that have changed.
 */
export interface SpreadData {
  readonly window: number;
  readonly values: readonly PairValue[];
  readonly cointegration: PairReading["cointegration"];
  readonly verdict: PairReading["verdict"];
  /** Bars without a partner that were left out since the link was opened. */
  readonly skipped: number;
}

/** The one text of a pair's event. */
export function spreadEvent(
  channel: string,
  seq: number,
  type: "snapshot" | "update",
  ts: EpochMs,
  data: SpreadData,
): string {
  return eventJson(channel, seq, type, ts, JSON.stringify(data));
}

/** How a pair's object is, for health and tests. */
export interface PairHubStatus {
  readonly pair: string;
  readonly timeframes: readonly {
    readonly timeframe: LivePairTimeframe;
    readonly head: number;
    /** Open time of the newest final value; null before the first. */
    readonly through: EpochMs | null;
    /** Bars that wait for their partner. */
    readonly waiting: number;
    readonly skipped: number;
  }[];
  readonly subscribers: number;
}

/** What PairHub offers to relays besides `fetch` with Upgrade. */
export interface PairHubRpc extends AlertHubRpc {
  /** Rejects while the pair's bars cannot be had. */
  catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]>;
  getStatus(): Promise<PairHubStatus>;
  /** Test hook: aborts the object as an eviction or a crash would. */
  restart(): Promise<void>;
}
