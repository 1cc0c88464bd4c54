import {
  type AutoscaleInfo,
  type CandlestickData,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChartEx,
  createSeriesMarkers,
  type DeepPartial,
  type HistogramData,
  HistogramSeries,
  LineStyle,
  type TickMarkType,
  type Time,
  type TimeScaleOptions,
  type UTCTimestamp,
} from "lightweight-charts";
import { formatDecimal } from "../format/decimal.ts";
import type { Zone } from "../format/time.ts";
import type { ChartLevel, ChartMark } from "../state/analysis/chart-mark.ts";
import type { IndicatorView } from "../state/analysis/indicator-view.ts";
import { type BarSeries, diffSeries } from "../state/bar-series.ts";
import type { ForecastFan } from "../state/forecasts/fan.ts";
import type { Gap, ViewBar } from "../state/wire.ts";
import { crosshairLabel, tickLabel } from "./axis-labels.ts";
import type { ChartColors } from "./chart-colors.ts";
import { chartMarkers } from "./chart-markers.ts";
import { createFanLayer, rangeWithFan } from "./fan-layer.ts";
import { createIndicatorLayer, type PaneTops } from "./indicator-layer.ts";
import { createLevelLines, rangeWithLevels } from "./level-lines.ts";
import { ZonedTimeScale } from "./zoned-time-scale.ts";

export interface ChartLook {
  readonly colors: ChartColors;
  readonly zone: Zone;
  /** Fractional digits of a price. */
  readonly digits: number;
  readonly lengthMs: number;
}

export interface ChartHandlers {
  /** The bar under the crosshair, or null when there is none. */
  onHover(openTime: number | null): void;
  /** The oldest bars are coming into view. */
  onNearStart(): void;
  /** Bars from this open time on are in view. */
  onView(from: number): void;
  /** Panes of indicators came, went or moved. */
  onPanes(tops: PaneTops): void;
}

/** Candles with volume on a canvas. Knows nothing of symbols or of where bars come from. */
export interface CandleChart {
  /** Shows the bars; only what changed is drawn anew. */
  setBars(bars: BarSeries): void;
  setGaps(gaps: readonly Gap[]): void;
  /** Patterns, signals and how they ended. */
  setMarks(marks: readonly ChartMark[]): void;
  setLevels(levels: readonly ChartLevel[]): void;
  /** Indicators over the prices and below them. */
  setIndicators(views: readonly IndicatorView[]): void;
  /** What is forecast, into the future. */
  setFan(fan: ForecastFan | null): void;
  setLook(look: ChartLook): void;
  /** Back to the newest bars, at the first zoom. */
  resetView(): void;
  destroy(): void;
}

/** Bars this close to the left edge ask for older ones, so that scrolling rarely meets an end. */
const NEAR_START_BARS = 60;
const NARROW_PX = 600;
/** Of the first view: bars left free at the right edge, and pixels a bar. */
const RIGHT_OFFSET = 6;
const BAR_SPACING = 8;
/** Bars that the names of levels take besides. */
const LABEL_BARS = 9;
/** The most of the width that is left free for a fan; a longer one is scrolled to. */
const FAN_SHARE = 0.3;
const secondsOf = (ms: number) => Math.floor(ms / 1_000) as UTCTimestamp;
const millisOf = (time: Time) => (typeof time === "number" ? time * 1_000 : 0);

export function createCandleChart(
  container: HTMLElement,
  firstLook: ChartLook,
  handlers: ChartHandlers,
): CandleChart {
  const scale = new ZonedTimeScale();
  const chart = createChartEx<Time, ZonedTimeScale>(container, scale, {
    autoSize: true,
    // Given here once: given again with a new look, they would undo the viewer's scrolling and zoom.
    timeScale: { rightOffset: RIGHT_OFFSET, barSpacing: BAR_SPACING, minBarSpacing: 1.5 },
  });
  // The library's own label names the last bar in view; scrolled back, that would pass for the price of now.
  const candles = chart.addSeries(CandlestickSeries, { lastValueVisible: false, priceLineVisible: false });
  const priceLine = candles.createPriceLine({ price: 0, lineStyle: LineStyle.Dotted, lineVisible: false });
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
  // The legend lies over the top: on a narrow screen it takes three lines.
  const top = container.clientWidth < NARROW_PX ? 0.24 : 0.12;
  candles.priceScale().applyOptions({ scaleMargins: { top, bottom: 0.22 } });
  const markers = createSeriesMarkers<Time>(candles, []);
  let look = firstLook;
  let shown: BarSeries = [];
  let gaps: readonly Gap[] = [];
  let marks: readonly ChartMark[] = [];
  let levels: readonly ChartLevel[] = [];
  let views: readonly IndicatorView[] = [];
  let fan: ForecastFan | null = null;
  const fanLayer = createFanLayer(candles);
  const levelLines = createLevelLines(candles);
  const indicators = createIndicatorLayer(chart, handlers.onPanes);
  candles.applyOptions({
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const info = original();
      if (info === null || info.priceRange === null) return info;
      const view = fan === null ? null : chart.timeScale().getVisibleLogicalRange();
      const wide = rangeWithFan(info.priceRange, view && fanLayer.between(view.from, view.to));
      return { ...info, priceRange: rangeWithLevels(wide, levels) };
    },
  });

  /** Bars to leave free after the last one of the scale, which ends where the furthest line does. */
  const freeBars = () => {
    const room = Math.floor((container.clientWidth * FAN_SHARE) / BAR_SPACING);
    const besides = Math.max(levels.length > 0 ? LABEL_BARS : 0, Math.min(fanLayer.ahead, room));
    return RIGHT_OFFSET + besides - indicators.ahead;
  };
  /** Makes a change that needs other room at the right. Who has scrolled away from the end stays where he is. */
  const keepEnd = (change: () => void) => {
    const atEnd = Math.abs(chart.timeScale().scrollPosition() - freeBars()) < 1;
    change();
    if (atEnd) chart.timeScale().scrollToPosition(freeBars(), false);
  };

  const candleOf = (bar: ViewBar): CandlestickData => {
    const { up, down, upSoft, downSoft } = look.colors;
    const rising = bar.close >= bar.open;
    const edge = rising ? up : down;
    // A forming bar is drawn hollow: what may still change must not look settled.
    const color = bar.final ? edge : rising ? upSoft : downSoft;
    const { open, high, low, close } = bar;
    return {
      time: secondsOf(bar.openTime),
      open,
      high,
      low,
      close,
      color,
      borderColor: edge,
      wickColor: edge,
    };
  };
  const volumeOf = (bar: ViewBar): HistogramData => ({
    time: secondsOf(bar.openTime),
    value: bar.volume,
    color: bar.close >= bar.open ? look.colors.upVolume : look.colors.downVolume,
  });

  const drawAll = (bars: BarSeries) => {
    candles.setData(bars.map(candleOf));
    volume.setData(bars.map(volumeOf));
  };

  const clear = () => {
    candles.setData([]);
    volume.setData([]);
  };

  const drawPrice = () => {
    const last = shown.at(-1);
    const visible = last !== undefined;
    const color = visible && last.close < last.open ? look.colors.down : look.colors.up;
    priceLine.applyOptions({
      price: last?.close ?? 0,
      color,
      axisLabelColor: color,
      axisLabelTextColor: look.colors.background,
      lineVisible: visible,
      axisLabelVisible: visible,
    });
  };

  const drawMarks = () => markers.setMarkers(chartMarkers(shown, gaps, marks, look.colors));

  const applyLook = () => {
    const { colors, zone, digits, lengthMs } = look;
    const timeScale: DeepPartial<TimeScaleOptions> = {
      borderVisible: false,
      timeVisible: lengthMs < 86_400_000,
      secondsVisible: lengthMs < 60_000,
      tickMarkFormatter: (time: Time, type: TickMarkType) => tickLabel(millisOf(time), type, zone),
    };
    scale.zone = zone;
    chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: colors.background },
        textColor: colors.text,
        fontFamily: colors.font,
        fontSize: 11,
        // The footer carries the attribution and the link that the licence asks for.
        attributionLogo: false,
        panes: { separatorColor: colors.quiet, separatorHoverColor: colors.warn },
      },
      grid: { vertLines: { color: colors.grid }, horzLines: { color: colors.grid } },
      crosshair: {
        mode: CrosshairMode.Normal,
        vertLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
        horzLine: { color: colors.crosshair, labelBackgroundColor: colors.label },
      },
      rightPriceScale: { borderVisible: false },
      timeScale,
      localization: {
        timeFormatter: (time: Time) => crosshairLabel(millisOf(time), lengthMs, zone),
      },
    });
    candles.applyOptions({
      upColor: colors.up,
      downColor: colors.down,
      borderUpColor: colors.up,
      borderDownColor: colors.down,
      wickUpColor: colors.up,
      wickDownColor: colors.down,
      priceFormat: {
        type: "custom",
        minMove: Number(`1e-${digits}`),
        formatter: (price: number) => formatDecimal(price, digits),
      },
    });
    drawAll(shown);
    drawPrice();
    drawMarks();
    levelLines.draw(levels, colors);
    fanLayer.draw(fan, colors);
    // Colours belong to series, and some to points: all are made anew.
    indicators.forget();
    indicators.draw(views, look);
  };
  applyLook();

  chart.subscribeCrosshairMove((at) => handlers.onHover(at.time === undefined ? null : millisOf(at.time)));
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range === null || shown.length === 0) return;
    if (range.from < NEAR_START_BARS) handlers.onNearStart();
    const first = shown[Math.max(0, Math.min(shown.length - 1, Math.floor(range.from)))];
    if (first !== undefined) handlers.onView(first.openTime);
  });

  return {
    setBars(bars) {
      const diff = diffSeries(shown, bars);
      shown = bars;
      if (diff.kind === "all") drawAll(bars);
      if (diff.kind === "tail") {
        for (const bar of bars.slice(diff.from)) {
          candles.update(candleOf(bar));
          volume.update(volumeOf(bar));
        }
      }
      if (diff.kind === "same") return;
      drawPrice();
      // A mark stands at a bar: another set of bars, other marks.
      if (gaps.length > 0 || (marks.length > 0 && diff.kind === "all")) drawMarks();
    },
    setGaps(next) {
      if (next.length === 0 && gaps.length === 0) return;
      gaps = next;
      drawMarks();
    },
    setMarks(next) {
      marks = next;
      drawMarks();
    },
    setLevels(next) {
      // Their names would cover the newest bars.
      keepEnd(() => {
        levels = next;
        levelLines.draw(levels, look.colors);
      });
    },
    setIndicators(next) {
      views = next;
      indicators.draw(views, look);
    },
    setFan(next) {
      keepEnd(() => {
        fan = next;
        fanLayer.draw(fan, look.colors);
      });
    },
    setLook(next) {
      const turned = next.zone !== look.zone;
      const view = chart.timeScale().getVisibleLogicalRange();
      // Ticks are weighed when points come in: in another zone the same points must come in anew.
      if (turned) clear();
      if (turned) indicators.forget();
      look = next;
      applyLook();
      if (turned && view !== null) chart.timeScale().setVisibleLogicalRange(view);
    },
    resetView() {
      candles.priceScale().applyOptions({ autoScale: true });
      chart.timeScale().applyOptions({ barSpacing: BAR_SPACING });
      chart.timeScale().scrollToPosition(freeBars(), false);
    },
    destroy() {
      indicators.destroy();
      chart.remove();
    },
  };
}
