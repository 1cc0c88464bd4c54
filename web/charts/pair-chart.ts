import {
  ColorType,
  createChartEx,
  type DeepPartial,
  type IPriceLine,
  LineSeries,
  LineStyle,
  type TickMarkType,
  type Time,
  type TimeScaleOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { formatDecimal } from "../format/decimal.ts";
import { formatDateTime, type Zone } from "../format/time.ts";
import { tickLabel } from "./axis-labels.ts";
import type { ChartColors } from "./chart-colors.ts";
import { ZonedTimeScale } from "./zoned-time-scale.ts";

/** What the chart draws of a value. */
export interface PairPoint {
  readonly openTime: number;
  readonly zScore: number | null;
  readonly spread: number | null;
  readonly hedgeRatio: number | null;
  readonly kalmanHedgeRatio: number | null;
}

export interface PairChart {
  /** Oldest first. */
  setPoints(points: readonly PairPoint[]): void;
  setLook(colors: ChartColors, zone: Zone): void;
  /** The open time under the crosshair, or null. */
  onHover(listener: (openTime: number | null) => void): void;
  destroy(): void;
}

const secondsOf = (ms: number) => Math.floor(ms / 1_000) as UTCTimestamp;
const millisOf = (time: Time) => (typeof time === "number" ? time * 1_000 : 0);
/** Deviations from the mean: dashed near, solid far, so that the lines tell themselves apart without colour. */
const BANDS = [-2, -1, 0, 1, 2] as const;
const PANES = [3, 2, 2] as const;

/** The z-score with its bands, the spread, and both hedge ratios, one under the other on one time scale. */
export function createPairChart(container: HTMLElement): PairChart {
  const scale = new ZonedTimeScale();
  const chart = createChartEx<Time, ZonedTimeScale>(container, scale, {
    autoSize: true,
    timeScale: { borderVisible: false, rightOffset: 2 },
    rightPriceScale: { borderVisible: false, minimumWidth: 64 },
  });
  const digits = (count: number) => ({
    type: "custom" as const,
    minMove: 10 ** -count,
    formatter: (value: number) => formatDecimal(value, count),
  });
  const line = (pane: number, count: number) =>
    chart.addSeries(LineSeries, { lineWidth: 2, priceLineVisible: false, priceFormat: digits(count) }, pane);
  const zScore = line(0, 2);
  const spread = line(1, 5);
  const hedge = line(2, 3);
  const kalman = line(2, 3);
  // A score is read against its bands: they are always in view.
  zScore.applyOptions({
    autoscaleInfoProvider: (
      own: () => { priceRange: { minValue: number; maxValue: number } | null } | null,
    ) => {
      const range = own()?.priceRange;
      const [low, high] = [range?.minValue ?? 0, range?.maxValue ?? 0];
      return { priceRange: { minValue: Math.min(-2.3, low), maxValue: Math.max(2.3, high) } };
    },
  });
  for (const [i, pane] of chart.panes().entries()) pane.setStretchFactor(PANES[i] ?? 1);
  const bands: IPriceLine[] = BANDS.map((price) =>
    zScore.createPriceLine({
      price,
      lineWidth: 1,
      lineStyle: Math.abs(price) === 2 ? LineStyle.Solid : LineStyle.Dashed,
      axisLabelVisible: false,
    }),
  );
  const zero = spread.createPriceLine({
    price: 0,
    lineStyle: LineStyle.Dashed,
    lineWidth: 1,
    axisLabelVisible: false,
  });

  return {
    setPoints(points) {
      const of = (pick: (point: PairPoint) => number | null) =>
        points.map((point) => {
          const value = pick(point);
          const time = secondsOf(point.openTime);
          return value === null ? { time } : { time, value };
        });
      zScore.setData(of((point) => point.zScore));
      spread.setData(of((point) => point.spread));
      hedge.setData(of((point) => point.hedgeRatio));
      kalman.setData(of((point) => point.kalmanHedgeRatio));
    },
    setLook(colors, zone) {
      scale.zone = zone;
      const labels: DeepPartial<TimeScaleOptions> = {
        tickMarkFormatter: (time: Time, type: TickMarkType) => tickLabel(millisOf(time), type, zone),
      };
      chart.timeScale().applyOptions(labels);
      chart.applyOptions({
        localization: { timeFormatter: (time: Time) => formatDateTime(millisOf(time), zone) },
        layout: {
          background: { type: ColorType.Solid, color: colors.background },
          textColor: colors.text,
          fontFamily: colors.font,
          fontSize: 11,
          attributionLogo: false,
          panes: { separatorColor: colors.quiet, enableResize: false },
        },
        grid: { vertLines: { visible: false }, horzLines: { color: colors.grid } },
        crosshair: {
          vertLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
          horzLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
        },
      });
      zScore.applyOptions({ color: colors.warn });
      spread.applyOptions({ color: colors.lines[0] ?? colors.warn });
      hedge.applyOptions({ color: colors.lines[2] ?? colors.warn });
      kalman.applyOptions({ color: colors.lines[3] ?? colors.warn, lineStyle: LineStyle.Dotted });
      for (const band of [...bands, zero]) band.applyOptions({ color: colors.crosshair });
    },
    onHover(listener) {
      chart.subscribeCrosshairMove((at) => listener(at.time === undefined ? null : millisOf(at.time)));
    },
    destroy: () => chart.remove(),
  };
}
