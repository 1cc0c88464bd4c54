import { ANALYSED_TIMEFRAMES } from "../../../contract/channels.ts";
import {
  analyse,
  foldBar,
  initAnalysis,
  type SeriesAnalysis,
  trade,
} from "../../../market/analysis/series-analysis.ts";
import type { PriceBar } from "../../../market/indicators/kernel.ts";
import type { SignalEvent } from "../../../market/signals/signal.ts";
import { closeTimeOf, type Timeframe } from "../../../market/time/timeframe.ts";
import { tradeOf } from "./sim-exchange.ts";
import { savedAnalytics, storedBars } from "./verify-analytics.ts";
import { SYMBOL, type World } from "./world.ts";

/**
 * The signals that a run should have had, by timeframe: one fold of all final bars and all true trades in the order
 * of their time, by something that never failed, restarted, or waited for anything. Right where no bar was corrected
 * and no trade was given up.
 */
export function wantedSignals(world: World): ReadonlyMap<Timeframe, readonly SignalEvent[]> {
  const { series } = savedAnalytics(world);
  const events = new Map<Timeframe, SignalEvent[]>();
  const states = new Map<Timeframe, SeriesAnalysis>();
  const told: { readonly timeframe: Timeframe; readonly bar: PriceBar; readonly closeTime: number }[] = [];
  for (const timeframe of ANALYSED_TIMEFRAMES) {
    const { from = null, through = null } = series[timeframe] ?? {};
    const state = initAnalysis(SYMBOL, timeframe);
    states.set(timeframe, state);
    events.set(timeframe, []);
    for (const bar of storedBars(world, timeframe)) {
      if (from === null || through === null || bar.openTime > through) break;
      if (bar.openTime < from) foldBar(state, bar);
      else told.push({ timeframe, bar, closeTime: closeTimeOf(bar.openTime, timeframe) });
    }
  }
  const note = (timeframe: Timeframe, more: readonly SignalEvent[]) => events.get(timeframe)?.push(...more);
  let waiting = world.market.fills.map(tradeOf);
  const decideThrough = (time: number) => {
    for (const { price, time: at } of waiting.filter((one) => one.time <= time)) {
      for (const [timeframe, state] of states) note(timeframe, trade(state, Number(price), at));
    }
    waiting = waiting.filter((one) => one.time > time);
  };
  for (const { timeframe, bar, closeTime } of told.sort((a, b) => a.closeTime - b.closeTime)) {
    decideThrough(closeTime);
    const state = states.get(timeframe);
    if (state !== undefined) note(timeframe, analyse(state, bar).events);
  }
  decideThrough(Number.MAX_SAFE_INTEGER);
  return events;
}
