import {
  BaselineSeries,
  ColorType,
  createChartEx,
  type DeepPartial,
  LineSeries,
  type TickMarkType,
  type Time,
  type TimeScaleOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { formatCompact } from "../format/compact.ts";
import { formatDecimal } from "../format/decimal.ts";
import type { Zone } from "../format/time.ts";
import { crosshairLabel, tickLabel } from "./axis-labels.ts";
import type { ChartColors } from "./chart-colors.ts";
import { ZonedTimeScale } from "./zoned-time-scale.ts";

/** The account at a bar's close, ms, in the quote asset; `drawdown` in percent below the last peak, 0 or less. */
export interface EquityPoint {
  readonly time: number;
  readonly equity: number;
  readonly baseline: number;
  readonly drawdown: number;
}

export interface EquityLook {
  readonly colors: ChartColors;
  readonly zone: Zone;
  readonly lengthMs: number;
}

export interface EquityChart {
  /** Equity beside the baseline, and drawdown under them; all of it fits into view. */
  setPoints(points: readonly EquityPoint[]): void;
  setLook(look: EquityLook): void;
  /** The point under the crosshair, or null. */
  onHover(listener: (time: number | null) => void): void;
  destroy(): void;
}

const secondsOf = (ms: number) => Math.floor(ms / 1_000) as UTCTimestamp;
const millisOf = (time: Time) => (typeof time === "number" ? time * 1_000 : 0);

export function createEquityChart(container: HTMLElement): EquityChart {
  const scale = new ZonedTimeScale();
  const chart = createChartEx<Time, ZonedTimeScale>(container, scale, {
    autoSize: true,
    timeScale: { borderVisible: false, minBarSpacing: 0.05 },
    rightPriceScale: { borderVisible: false },
  });
  const quiet = { priceLineVisible: false, lastValueVisible: false } as const;
  const money = {
    type: "custom",
    formatter: (value: number) => formatCompact(value),
    minMove: 0.01,
  } as const;
  const percent = {
    type: "custom",
    formatter: (value: number) => `${formatDecimal(value, 1)}%`,
    minMove: 0.1,
  } as const;
  const equity = chart.addSeries(LineSeries, { ...quiet, lineWidth: 2, priceFormat: money });
  const baseline = chart.addSeries(LineSeries, { ...quiet, lineWidth: 1, priceFormat: money });
  const drawdown = chart.addSeries(BaselineSeries, { ...quiet, lineWidth: 1, priceFormat: percent }, 1);
  chart.panes()[0]?.setStretchFactor(3);
  chart.panes()[1]?.setStretchFactor(1);
  let shown: readonly EquityPoint[] = [];

  const draw = () => {
    equity.setData(shown.map((point) => ({ time: secondsOf(point.time), value: point.equity })));
    baseline.setData(shown.map((point) => ({ time: secondsOf(point.time), value: point.baseline })));
    drawdown.setData(shown.map((point) => ({ time: secondsOf(point.time), value: point.drawdown })));
    chart.timeScale().fitContent();
  };

  return {
    setPoints(points) {
      shown = points;
      draw();
    },
    setLook({ colors, zone, lengthMs }) {
      const turned = scale.zone !== zone;
      scale.zone = zone;
      const labels: DeepPartial<TimeScaleOptions> = {
        tickMarkFormatter: (time: Time, type: TickMarkType) => tickLabel(millisOf(time), type, zone),
      };
      chart.applyOptions({
        layout: {
          background: { type: ColorType.Solid, color: colors.background },
          textColor: colors.text,
          fontFamily: colors.font,
          fontSize: 11,
          panes: { separatorColor: colors.grid, enableResize: false },
          // The footer carries the attribution and the link that the licence asks for.
          attributionLogo: false,
        },
        grid: { vertLines: { visible: false }, horzLines: { color: colors.grid } },
        crosshair: {
          vertLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
          horzLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
        },
        localization: { timeFormatter: (time: Time) => crosshairLabel(millisOf(time), lengthMs, zone) },
      });
      chart.timeScale().applyOptions(labels);
      equity.applyOptions({ color: colors.warn });
      baseline.applyOptions({ color: colors.crosshair });
      // Filled between the line and no drawdown at all.
      drawdown.applyOptions({
        baseValue: { type: "price", price: 0 },
        topLineColor: colors.down,
        topFillColor1: colors.downSoft,
        topFillColor2: colors.downSoft,
        bottomLineColor: colors.down,
        bottomFillColor1: colors.downSoft,
        bottomFillColor2: colors.downSoft,
      });
      // Ticks are weighed when points come in.
      if (turned) draw();
    },
    onHover(listener) {
      chart.subscribeCrosshairMove((at) => listener(at.time === undefined ? null : millisOf(at.time)));
    },
    destroy: () => chart.remove(),
  };
}
