import {
  HistogramSeries,
  type IChartApiBase,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  LineType,
  type Time,
  type UTCTimestamp,
  type WhitespaceData,
} from "lightweight-charts";
import { formatDecimal } from "../format/decimal.ts";
import { formatShort } from "../format/short.ts";
import {
  changedFrom,
  type IndicatorView,
  type LineSpec,
  outputOf,
  tintsOf,
} from "../state/analysis/indicator-view.ts";
import type { ChartColors } from "./chart-colors.ts";

export interface LayerLook {
  readonly colors: ChartColors;
  /** Fractional digits of a price. */
  readonly digits: number;
  readonly lengthMs: number;
}

/** Where the pane of an indicator begins, in pixels from the top of the chart. */
export type PaneTops = Readonly<Record<string, number>>;

/** Indicators as lines on the price pane and on panes of their own under it. */
export interface IndicatorLayer {
  /** Draws the views in their order; only what changed is drawn anew. */
  draw(views: readonly IndicatorView[], look: LayerLook): void;
  /** Forgets what is drawn, so that the next `draw` puts every point anew. */
  forget(): void;
  /** Bars that the drawing runs ahead of the newest one. */
  readonly ahead: number;
  destroy(): void;
}

type LineApi = ISeriesApi<"Line", Time> | ISeriesApi<"Histogram", Time>;
type Point = WhitespaceData<Time> | { time: UTCTimestamp; value: number; color?: string };

interface Drawn {
  view: IndicatorView;
  readonly series: readonly LineApi[];
}

/** Height of a pane of its own, of the prices'. */
const OWN_SHARE = 0.24;

export function createIndicatorLayer(
  chart: IChartApiBase<Time>,
  onPanes: (tops: PaneTops) => void,
): IndicatorLayer {
  const drawn = new Map<string, Drawn>();
  let order: string[] = [];
  const sizes = new ResizeObserver(() => measure());

  const measure = () => {
    const own = [...drawn.values()].filter(({ view }) => view.pane === "own");
    const tops: Record<string, number> = {};
    for (const { view, series } of own) {
      const element = series[0]?.getPane().getHTMLElement();
      if (element != null) tops[view.key] = element.offsetTop;
    }
    onPanes(tops);
  };

  const remove = (key: string) => {
    const known = drawn.get(key);
    drawn.delete(key);
    // The pane goes with the last of its series.
    for (const series of known?.series ?? []) chart.removeSeries(series);
  };

  const add = (view: IndicatorView): Drawn => {
    const pane = view.pane === "price" ? 0 : chart.panes().length;
    const series = view.lines.map((line) => {
      const options = { priceLineVisible: false, lastValueVisible: view.pane === "own" };
      return line.style === "columns"
        ? chart.addSeries(HistogramSeries, options, pane)
        : chart.addSeries(LineSeries, options, pane);
    });
    const first = series[0];
    const price = chart.panes()[0];
    if (pane > 0 && price !== undefined) {
      first?.getPane().setStretchFactor(price.getStretchFactor() * OWN_SHARE);
    }
    for (const price of view.guides) {
      first?.createPriceLine({ price, lineStyle: LineStyle.Dotted, lineWidth: 1, axisLabelVisible: false });
    }
    return { view: { ...view, bars: [], values: [] }, series };
  };

  const observe = () => {
    sizes.disconnect();
    for (const pane of chart.panes()) {
      const element = pane.getHTMLElement();
      if (element != null) sizes.observe(element);
    }
    measure();
  };

  return {
    get ahead() {
      return Math.max(0, ...[...drawn.values()].flatMap(({ view }) => view.lines.map(({ shift }) => shift)));
    },
    draw(views, look) {
      const keys = views.map(({ key }) => key);
      const same = keys.length === order.length && keys.every((key, index) => key === order[index]);
      if (!same) {
        // Panes stand in the order in which they were made: after a removal the others simply move up.
        for (const key of order) if (!keys.includes(key)) remove(key);
        order = keys;
      }
      const tints = tintsOf(views);
      for (const [index, view] of views.entries()) {
        const known = drawn.get(view.key);
        const on = known ?? add(view);
        if (known === undefined) drawn.set(view.key, on);
        if (known === undefined || !same) style(on, view, tints[index] ?? [], look);
        drawLines(on, view, look);
      }
      // The library lays new panes out with the next frame.
      if (!same) requestAnimationFrame(observe);
    },
    forget() {
      for (const key of order) remove(key);
      order = [];
    },
    destroy: () => sizes.disconnect(),
  };
}

function style(on: Drawn, view: IndicatorView, tints: readonly number[], look: LayerLook): void {
  const { colors, digits } = look;
  const price = view.pane === "price";
  for (const [index, series] of on.series.entries()) {
    const line = view.lines[index];
    const color = colors.lines[tints[index] ?? 0] ?? colors.text;
    const dots = line?.style === "dots";
    series.applyOptions({
      color,
      priceFormat: {
        type: "custom",
        minMove: Number(`1e-${price ? digits : 8}`),
        formatter: (value: number) => (price ? formatDecimal(value, digits) : formatShort(value)),
      },
      ...(line?.style === "columns"
        ? {}
        : {
            lineWidth: 1.5 as 1,
            lineVisible: !dots,
            pointMarkersVisible: dots,
            pointMarkersRadius: 1.5,
            lineType: LineType.Simple,
            crosshairMarkerRadius: 3,
          }),
    });
    for (const guide of series.priceLines()) guide.applyOptions({ color: colors.crosshair });
  }
}

function drawLines(on: Drawn, view: IndicatorView, { colors, lengthMs }: LayerLook): void {
  const from = changedFrom(on.view, view);
  on.view = view;
  for (const [index, series] of on.series.entries()) {
    const line = view.lines[index];
    if (line === undefined) continue;
    const points = pointsOf(view, line, from, lengthMs, colors);
    if (from === 0) series.setData(points);
    else for (const point of points) series.update(point);
  }
}

/** The points of a line from an index on; empty ones where there is no value, so that no line bridges them. */
function pointsOf(
  { bars, values }: IndicatorView,
  line: LineSpec,
  from: number,
  lengthMs: number,
  colors: ChartColors,
): Point[] {
  const points: Point[] = [];
  for (let index = from; index < bars.length; index += 1) {
    const ms = momentAt(bars, index + line.shift, lengthMs);
    if (ms === undefined) continue;
    const time = Math.floor(ms / 1_000) as UTCTimestamp;
    const value = outputOf(values[index], line.output);
    if (value === null) points.push({ time });
    else if (line.sign === null) points.push({ time, value });
    else {
      const rising = (outputOf(values[index], line.sign) ?? 0) >= 0;
      const solid = line.style !== "columns";
      const color = rising ? (solid ? colors.up : colors.upVolume) : solid ? colors.down : colors.downVolume;
      points.push({ time, value, color });
    }
  }
  return points;
}

/** The open time at an index, also after the newest bar, where bars are still to come. */
function momentAt(bars: IndicatorView["bars"], index: number, lengthMs: number): number | undefined {
  const bar = bars[index];
  if (bar !== undefined) return bar.openTime;
  const last = bars.length - 1;
  const newest = bars[last];
  return newest === undefined || index < last ? undefined : newest.openTime + (index - last) * lengthMs;
}
