import { expect } from "vitest";
import { driftOutlook } from "../../market/forecast/drift-baseline.ts";
import { harOutlook } from "../../market/forecast/har.ts";
import { FORECAST_BARS } from "../../market/forecast/horizons.ts";
import { logBar, sequence } from "../../market/forecast/inputs/log-bar.ts";
import { modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import { INPUT_WINDOW } from "../../market/forecast/inputs/version.ts";
import { naiveOutlook } from "../../market/forecast/naive.ts";
import { sigma24 } from "../../market/forecast/sigma.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** All that a model is told of the bar at `index`. */
function toldAt(bars: readonly PriceBar[], index: number) {
  return {
    features: modelFeatures(bars, index),
    sequence: sequence(bars, index),
    logBar: logBar(bars, index),
    sigma24: sigma24(bars, index),
  };
}

/** All that the baselines say there. */
function saidAt(bars: readonly PriceBar[], index: number, timeframe: Timeframe) {
  return {
    naive: naiveOutlook(bars, index, timeframe),
    drift: driftOutlook(bars, index, timeframe),
    har: harOutlook(bars, index, timeframe),
  };
}

/** Bars of quite another market at the same times. */
function other(bar: PriceBar): PriceBar {
  const { openTime, open, high, low, close, volume } = bar;
  return { openTime, open: close * 7, high: high * 9, low: low * 5, close: open * 7, volume: volume * 3 + 1 };
}

/** [FC-8] Nothing that comes after a bar changes a bit of what is told of it. */
export function expectNoFuture(bars: readonly PriceBar[], index: number, timeframe: Timeframe): void {
  const changed = bars.map((bar, i) => (i > index ? other(bar) : bar));
  const alone = bars.slice(0, index + 1);
  const wanted = { ...toldAt(bars, index), ...saidAt(bars, index, timeframe) };
  expect({ ...toldAt(changed, index), ...saidAt(changed, index, timeframe) }).toEqual(wanted);
  expect({ ...toldAt(alone, index), ...saidAt(alone, index, timeframe) }).toEqual(wanted);
}

/** [FC-8] Nor does what came before the window: its bars alone say the same, as any others do in their place. */
export function expectWindow(bars: readonly PriceBar[], index: number, timeframe: Timeframe): void {
  const inputs = toldAt(bars, index);
  const said = saidAt(bars, index, timeframe);
  const isBefore = (i: number, window: number) => i <= index - window;
  const changed = (window: number) => bars.map((bar, i) => (isBefore(i, window) ? other(bar) : bar));
  const alone = (window: number) => bars.slice(Math.max(0, index + 1 - window), index + 1);
  const last = (window: number) => Math.min(index, window - 1);
  expect(toldAt(changed(INPUT_WINDOW), index)).toEqual(inputs);
  expect(toldAt(alone(INPUT_WINDOW), last(INPUT_WINDOW))).toEqual(inputs);
  expect(saidAt(changed(FORECAST_BARS), index, timeframe)).toEqual(said);
  expect(saidAt(alone(FORECAST_BARS), last(FORECAST_BARS), timeframe)).toEqual(said);
}
