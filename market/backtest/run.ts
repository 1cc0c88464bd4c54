import type { PriceBar } from "../indicators/kernel.ts";
import { closeTimeOf } from "../time/timeframe.ts";
import { lotAt, lotOf } from "./lots.ts";
import { metricsOf } from "./metrics.ts";
import { amountOf } from "./money.ts";
import { notesOf } from "./notes.ts";
import { pricingOf } from "./pricing.ts";
import type { BacktestResult, EquityCurve } from "./result.ts";
import { seriesOf } from "./series.ts";
import { type BacktestSettings, checkSettings, type Sizing } from "./settings.ts";
import { Simulation } from "./simulation.ts";
import { buyAndHold } from "./strategies/buy-and-hold.ts";
import { parametersOf, strategyOf } from "./strategies.ts";
import type { Strategy } from "./strategy.ts";

const EVERYTHING: Sizing = { kind: "fraction", fraction: 1 };

/** A backtest under way: for those who want to show how far it is, or to give it up. */
export interface OpenBacktest {
  /** Takes in up to `count` more bars. @returns the part of the work that is done: 1 when all is. @throws RangeError */
  advance(count: number): number;
  /** Trades that are over by now. */
  trades(): number;
  /** What came of it. @throws Error before all bars are taken in. */
  result(): BacktestResult;
}

/**
 * Runs a strategy over final bars by the rules of docs/spec/backtest.md. The same bars and settings give the same
 * fills, trades and equity to the last digit, wherever it runs.
 * @param bars in the order of their open times, all of one series; some may be missing.
 * @throws RangeError on settings that are not allowed, on fewer than two bars that count, on bars out of order, and
 * where the account outgrows exact arithmetic.
 */
export function runBacktest(bars: readonly PriceBar[], settings: BacktestSettings): BacktestResult {
  const backtest = openBacktest(bars, settings);
  backtest.advance(bars.length);
  return backtest.result();
}

/**
 * What a backtest of these settings would run, every parameter named.
 * @throws RangeError that says what is not allowed.
 */
export function checkBacktest(given: BacktestSettings): {
  readonly strategy: Strategy<object>;
  readonly settings: BacktestSettings;
} {
  checkSettings(given);
  const strategy = strategyOf(given.strategy);
  const parameters = parametersOf(strategy, given.parameters);
  if (given.sizing.kind === "risk" && !strategy.hasStop(parameters)) {
    throw new RangeError(`sizing by risk needs a stop, and ${strategy.id} has none`);
  }
  return { strategy, settings: { ...given, parameters } };
}

/** As `runBacktest`, step by step. @throws as `runBacktest` */
export function openBacktest(bars: readonly PriceBar[], given: BacktestSettings): OpenBacktest {
  const { strategy, settings } = checkBacktest(given);
  const { parameters } = settings;
  const series = seriesOf(bars, settings.from);
  const open = series.bars[series.first]?.open ?? 1;
  const lot = settings.quantityStep === null ? lotAt(open) : lotOf(settings.quantityStep);
  const pricing = pricingOf(settings, lot);
  const simulation = new Simulation(series, strategy, parameters, settings, pricing);
  // On the same terms, but with all that there is.
  const held = { ...settings, sizing: EVERYTHING };
  const baseline = new Simulation(series, buyAndHold, {}, held, pricing);
  let taken = 0;
  return {
    advance(count) {
      taken = Math.min(bars.length, taken + count);
      simulation.advance(count);
      baseline.advance(count);
      return taken / bars.length;
    },
    trades: () => simulation.broker.trades.length,
    result() {
      if (taken < bars.length) throw new Error("the backtest is not over");
      const openTimes = series.columns.openTime.subarray(series.first);
      const { broker } = simulation;
      return {
        settings,
        bars: openTimes.length,
        warmUpBars: series.first,
        from: openTimes[0] ?? 0,
        to: closeTimeOf(openTimes.at(-1) ?? 0, settings.timeframe),
        quantityStep: lot.size,
        metrics: metricsOf(series, simulation, settings),
        trades: broker.trades,
        fills: broker.fills,
        curve: curveOf(openTimes, simulation),
        baseline: { metrics: metricsOf(series, baseline, held), curve: curveOf(openTimes, baseline) },
        notes: notesOf(series, simulation, settings),
      };
    },
  };
}

function curveOf(openTimes: Float64Array, { equity }: Simulation): EquityCurve {
  const amounts = new Float64Array(equity.length);
  for (let i = 0; i < equity.length; i++) amounts[i] = amountOf(equity[i] ?? 0);
  return { openTimes, equity: amounts };
}
