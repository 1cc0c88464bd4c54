import type { z } from "zod";
import type { AnalysedTimeframe } from "../../contract/channels.ts";
import type { IndicatorCatalogSchema, IndicatorPageSchema } from "../../contract/rest/indicators.ts";
import type { DetectionListSchema } from "../../contract/rest/patterns.ts";
import type { SignalPerformanceSchema, SymbolSignalsSchema } from "../../contract/rest/signals.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

export type IndicatorCatalog = z.infer<typeof IndicatorCatalogSchema>;
export type CatalogIndicator = IndicatorCatalog["indicators"][number];
export type IndicatorPage = z.infer<typeof IndicatorPageSchema>;
export type PatternPage = z.infer<typeof DetectionListSchema>;
export type FoundPattern = PatternPage["patterns"][number];
export type SymbolSignals = z.infer<typeof SymbolSignalsSchema>;
export type ShownSignal = SymbolSignals["signals"][number];
export type ShownDecision = NonNullable<SymbolSignals["decision"]>;
export type SignalPerformance = z.infer<typeof SignalPerformanceSchema>;
export type SignalOutcomes = SignalPerformance["total"];

/** One series; what is asked of the analysis is asked of one. */
export interface AnalysisSeries {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** A series that patterns and signals are told of. */
export interface AnalysedSeries {
  readonly symbol: string;
  readonly timeframe: AnalysedTimeframe;
}

export interface IndicatorQuery extends AnalysisSeries {
  /** `macd(12,26,9)`. */
  readonly indicator: string;
  /** Last open time, inclusive. */
  readonly to?: number;
  readonly limit: number;
}

/** What the desk asks of the server's analysis. Everything rejects with ApiError. */
export interface AnalysisApi {
  catalog(signal: AbortSignal): Promise<IndicatorCatalog>;
  /** Final bars alone, oldest first. */
  indicator(query: IndicatorQuery, signal: AbortSignal): Promise<IndicatorPage>;
  /** The core set of the last final bars, oldest first. */
  core(series: AnalysedSeries, limit: number, signal: AbortSignal): Promise<IndicatorPage>;
  /** Newest first. */
  patterns(series: AnalysedSeries, cursor: string | null, signal: AbortSignal): Promise<PatternPage>;
  signals(series: AnalysedSeries, cursor: string | null, signal: AbortSignal): Promise<SymbolSignals>;
  performance(series: AnalysedSeries, signal: AbortSignal): Promise<SignalPerformance>;
  /** The newest decision in each timeframe that is analysed; null where there is none yet. */
  decisions(symbol: string, signal: AbortSignal): Promise<ReadonlyMap<string, FrameDecision | null>>;
}

/** What is decided in a timeframe, in short. */
export interface FrameDecision {
  readonly signal: "BUY" | "SELL" | "HOLD";
  readonly score: number;
  readonly closeTime: number;
  /** The signal that runs, which may be older than the decision. */
  readonly active: "BUY" | "SELL" | null;
}
