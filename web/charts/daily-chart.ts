import {
  AreaSeries,
  ColorType,
  createChartEx,
  type DeepPartial,
  HistogramSeries,
  type TickMarkType,
  type Time,
  type TimeScaleOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { formatCompact } from "../format/compact.ts";
import { formatDecimal } from "../format/decimal.ts";
import { formatDate } from "../format/time.ts";
import { tickLabel } from "./axis-labels.ts";
import type { ChartColors } from "./chart-colors.ts";
import { ZonedTimeScale } from "./zoned-time-scale.ts";

/** A day: its start in UTC, ms, and its number. */
export type DailyPoint = readonly [time: number, value: number];

export interface DailyChart {
  /** Prices as a line, volumes as columns under it; both oldest first. All of it fits into view. */
  setSeries(prices: readonly DailyPoint[], volumes: readonly DailyPoint[]): void;
  setLook(colors: ChartColors, digits: number): void;
  /** The day under the crosshair, or null. */
  onHover(listener: (time: number | null) => void): void;
  destroy(): void;
}

const secondsOf = (ms: number) => Math.floor(ms / 1_000) as UTCTimestamp;
const millisOf = (time: Time) => (typeof time === "number" ? time * 1_000 : 0);

/** Daily closes and volumes on a canvas. A day is the exchange's, so the axis is UTC in every zone. */
export function createDailyChart(container: HTMLElement): DailyChart {
  const scale = new ZonedTimeScale();
  scale.zone = "utc";
  const chart = createChartEx<Time, ZonedTimeScale>(container, scale, {
    autoSize: true,
    handleScroll: false,
    handleScale: false,
    timeScale: { borderVisible: false, minBarSpacing: 0.2 },
    rightPriceScale: { borderVisible: false },
    localization: { timeFormatter: (time: Time) => formatDate(millisOf(time), "utc") },
  });
  const labels: DeepPartial<TimeScaleOptions> = {
    tickMarkFormatter: (time: Time, type: TickMarkType) => tickLabel(millisOf(time), type, "utc"),
  };
  chart.timeScale().applyOptions(labels);
  const line = chart.addSeries(AreaSeries, {
    lineWidth: 2,
    priceLineVisible: false,
    lastValueVisible: false,
  });
  line.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.26 } });
  const columns = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "custom", formatter: (value: number) => formatCompact(value), minMove: 0.01 },
    priceLineVisible: false,
    lastValueVisible: false,
  });
  columns.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });

  return {
    setSeries(prices, volumes) {
      line.setData(prices.map(([time, value]) => ({ time: secondsOf(time), value })));
      columns.setData(volumes.map(([time, value]) => ({ time: secondsOf(time), value })));
      chart.timeScale().fitContent();
    },
    setLook(colors, digits) {
      chart.applyOptions({
        layout: {
          background: { type: ColorType.Solid, color: colors.background },
          textColor: colors.text,
          fontFamily: colors.font,
          fontSize: 11,
          // The footer carries the attribution and the link that the licence asks for.
          attributionLogo: false,
        },
        grid: { vertLines: { visible: false }, horzLines: { color: colors.grid } },
        crosshair: {
          vertLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
          horzLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
        },
      });
      line.applyOptions({
        lineColor: colors.warn,
        topColor: `color-mix(in srgb, ${colors.warn} 18%, transparent)`,
        bottomColor: "transparent",
        priceFormat: {
          type: "custom",
          minMove: Number(`1e-${digits}`),
          formatter: (price: number) => formatDecimal(price, digits),
        },
      });
      columns.applyOptions({ color: colors.quiet });
    },
    onHover(listener) {
      chart.subscribeCrosshairMove((at) => listener(at.time === undefined ? null : millisOf(at.time)));
    },
    destroy: () => chart.remove(),
  };
}
