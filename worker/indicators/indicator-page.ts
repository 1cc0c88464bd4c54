import type { History, SeriesName } from "../../contract/history.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import { anchoredFold, countsSince, neededFrom } from "../../market/indicators/anchored.ts";
import type { ChosenIndicator } from "../../market/indicators/catalog/catalog.ts";
import type { PriceBar, Value } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { READING_BARS, type Reading } from "../../market/indicators/readings/reading.ts";
import { readingOf } from "../../market/indicators/readings/readings.ts";
import { averageCross } from "../../market/indicators/readings/trends.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { readLead, readLongPage } from "./indicator-bars.ts";

/** More bars than a chart needs: each indicator may take long to fold. */
const LONG_FOLD = 8_000;

/** What one indicator says of a page. */
export interface IndicatorValues {
  readonly chosen: ChosenIndicator;
  /** A value for each bar of the page. */
  readonly values: readonly (Value | null)[];
  readonly since: EpochMs | null;
  readonly reading: Reading | null;
}

export interface Cross extends Reading {
  /** Keys of the two averages, the faster one first. */
  readonly between: readonly [string, string];
}

export interface IndicatorPage {
  readonly page: BarPage;
  readonly complete: boolean;
  readonly indicators: readonly IndicatorValues[];
  readonly crosses: readonly Cross[];
}

/**
 * The indicators of a page of bars, to the bits that any other page tells of the same bars ([IND-21]).
 * @throws WickError as History does.
 */
export async function indicatorPage(
  history: History,
  series: SeriesName,
  query: BarQuery,
  chosen: readonly ChosenIndicator[],
): Promise<IndicatorPage> {
  const { timeframe } = series;
  const page = await readLongPage(history, series, query);
  const [first, last] = [page.bars[0], page.bars.at(-1)];
  if (first === undefined || last === undefined) {
    const nothing = chosen.map((one) => ({ chosen: one, values: [], since: null, reading: null }));
    return { page, complete: true, indicators: nothing, crosses: [] };
  }
  const readFrom = Math.max(0, last.openTime - (READING_BARS - 1) * TIMEFRAME_MS[timeframe]);
  const earliest = Math.min(first.openTime, readFrom);
  const needs = chosen.map(({ entry, parameters }) =>
    neededFrom(entry.indicator, parameters, timeframe, earliest),
  );
  const lead = await readLead(history, series, Math.min(first.openTime, ...needs), first.openTime);
  const bars: readonly PriceBar[] = [...lead.bars, ...page.bars.map(priceBarOf)];
  const recentFrom = indexOf(bars, readFrom);
  const start = Math.min(lead.bars.length, recentFrom);
  const recent: (Value | null)[][] = [];
  const indicators: IndicatorValues[] = [];
  for (const one of chosen) {
    const { entry, parameters } = one;
    // Other requests of the isolate have their turn in between.
    if (bars.length > LONG_FOLD && indicators.length > 0) await turn();
    const values = anchoredFold(entry.indicator, parameters, timeframe, bars, start);
    const latest = values.slice(recentFrom - start);
    recent.push(latest);
    indicators.push({
      chosen: one,
      values: values.slice(lead.bars.length - start),
      since: countsSince(entry.indicator, parameters, timeframe, last.openTime),
      reading: readingOf(entry.id, { values: latest, bars: bars.slice(recentFrom), parameters }),
    });
  }
  return { page, complete: lead.complete, indicators, crosses: crossesOf(chosen, recent) };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function indexOf(bars: readonly PriceBar[], openTime: EpochMs): number {
  const index = bars.findIndex((bar) => bar.openTime >= openTime);
  return index < 0 ? bars.length : index;
}

/** Averages that people compare: the golden and the death cross are theirs. */
const [FAST, SLOW] = [50, 200];

function crossesOf(chosen: readonly ChosenIndicator[], recent: readonly (Value | null)[][]): Cross[] {
  return ["ema", "sma"].flatMap((id) => {
    const placeOf = (period: number) =>
      chosen.findIndex(({ entry, parameters }) => entry.id === id && parameters.period === period);
    const [fast, slow] = [placeOf(FAST), placeOf(SLOW)];
    const [one, other] = [chosen[fast], chosen[slow]];
    if (one === undefined || other === undefined) return [];
    const column = (place: number) =>
      (recent[place] ?? []).map((value) => (typeof value === "number" ? value : null));
    const label = id.toUpperCase();
    const cross = averageCross(column(fast), column(slow), [`${label} ${FAST}`, `${label} ${SLOW}`]);
    return cross === null ? [] : [{ ...cross, between: [one.key, other.key] as const }];
  });
}
