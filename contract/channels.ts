import { MODEL_TIMEFRAMES, type ModelTimeframe } from "../market/forecast/horizons.ts";
import { isTimeframe, type Timeframe } from "../market/time/timeframe.ts";
import { ALERTS_CHANNEL } from "./alerts.ts";
import { isLivePairTimeframe, type LivePairTimeframe } from "./live-pairs.ts";
import { pairName, symbolsOfPair } from "./pairs.ts";
import { STREAM_LIMITS } from "./stream.ts";
import { isSymbolId, type SymbolId } from "./symbol.ts";

/** The timeframes that are analysed: every one but seconds, which no hub has the history for ([ANA-1]). */
export const ANALYSED_TIMEFRAMES = ["1m", "5m", "15m", "1h", "4h", "12h", "1d"] as const;
export type AnalysedTimeframe = (typeof ANALYSED_TIMEFRAMES)[number];

/** What a hub tells of a timeframe besides its bars; each is a channel's first word. */
export const ANALYSIS_KINDS = ["indicators", "patterns", "signals"] as const;
export type AnalysisKind = (typeof ANALYSIS_KINDS)[number];

/** A channel of the stream, parsed from its name (`bars:BTCUSDT:1m`). */
export type Channel = SymbolChannel | SpreadChannel | AlertsChannel;

/** A channel that one symbol's hub serves. */
export type SymbolChannel =
  | { readonly kind: "trades" | "ticker" | "status"; readonly symbol: SymbolId }
  | { readonly kind: "bars"; readonly symbol: SymbolId; readonly timeframe: Timeframe }
  | { readonly kind: AnalysisKind; readonly symbol: SymbolId; readonly timeframe: AnalysedTimeframe }
  | { readonly kind: "forecast"; readonly symbol: SymbolId; readonly timeframe: ModelTimeframe };

/** `spread:BTCUSDT-ETHUSDT:1m`, which the pair's hub serves. */
export interface SpreadChannel {
  readonly kind: "spread";
  readonly symbol1: SymbolId;
  readonly symbol2: SymbolId;
  readonly timeframe: LivePairTimeframe;
}

/** `alerts`: those of whoever asks, which the owner's log serves. */
export interface AlertsChannel {
  readonly kind: "alerts";
}

/** The channel a name stands for, or undefined where no such channel exists. */
export function parseChannel(name: string): Channel | undefined {
  if (name === ALERTS_CHANNEL) return { kind: "alerts" };
  const [kind = "", symbol = "", timeframe, ...rest] = name.split(":");
  if (kind === "spread" && rest.length === 0) return spreadChannel(symbol, timeframe);
  if (!isSymbolId(symbol) || rest.length > 0) return undefined;
  if (kind === "bars") {
    return timeframe !== undefined && isTimeframe(timeframe) ? { kind, symbol, timeframe } : undefined;
  }
  if (isAnalysisKind(kind)) {
    return timeframe !== undefined && isAnalysed(timeframe) ? { kind, symbol, timeframe } : undefined;
  }
  if (kind === "forecast") {
    const one = MODEL_TIMEFRAMES.find((name) => name === timeframe);
    return one === undefined ? undefined : { kind, symbol, timeframe: one };
  }
  if (timeframe !== undefined) return undefined;
  return kind === "trades" || kind === "ticker" || kind === "status" ? { kind, symbol } : undefined;
}

/** Who serves a channel: a symbol's hub, by its symbol, a pair's, by the pair's name, or the owner's log of alerts. */
export function sourceOf(channel: Channel): string {
  if (channel.kind === "alerts") return ALERTS_CHANNEL;
  return channel.kind === "spread" ? pairName(channel.symbol1, channel.symbol2) : channel.symbol;
}

export function isOfSymbol(channel: Channel): channel is SymbolChannel {
  return channel.kind !== "spread" && channel.kind !== "alerts";
}

/** Whether a channel tells what is somebody's own: only for whoever has shown who they are. */
export function isPrivate(name: string): boolean {
  return name === ALERTS_CHANNEL;
}

/** Whether one client asks for more spreads than it may. */
export function hasManyPairs(channels: Iterable<string>): boolean {
  let pairs = 0;
  for (const channel of channels) if (isSpread(channel)) pairs += 1;
  return pairs > STREAM_LIMITS.pairs;
}

/** Whether a name is that of a spread's channel, if there is one. */
export function isSpread(name: string): boolean {
  return name.startsWith("spread:");
}

function spreadChannel(pair: string, timeframe: string | undefined): SpreadChannel | undefined {
  const [symbol1, symbol2] = symbolsOfPair(pair) ?? [];
  if (symbol1 === undefined || symbol2 === undefined || timeframe === undefined) return undefined;
  if (!isSymbolId(symbol1) || !isSymbolId(symbol2) || !isLivePairTimeframe(timeframe)) return undefined;
  return { kind: "spread", symbol1, symbol2, timeframe };
}

/** Whether bars of this length are analysed. */
export function isAnalysed(timeframe: string): timeframe is AnalysedTimeframe {
  return (ANALYSED_TIMEFRAMES as readonly string[]).includes(timeframe);
}

function isAnalysisKind(kind: string): kind is AnalysisKind {
  return (ANALYSIS_KINDS as readonly string[]).includes(kind);
}
