import type {
  IChartApiBase,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from "lightweight-charts";
import type { FanPoint, ForecastFan } from "../state/forecasts/fan.ts";
import type { ChartColors } from "./chart-colors.ts";

type Target = Parameters<IPrimitivePaneRenderer["draw"]>[0];
type Level = 0 | 1 | 2 | 3 | 4;
interface Spot {
  readonly x: number;
  /** By level, in pixels from the top. */
  readonly y: readonly number[];
  readonly isForecast: boolean;
}

/** A forecast into the future, over the candles. */
export interface FanLayer {
  draw(fan: ForecastFan | null, colors: ChartColors): void;
  /** Bars that it runs ahead of the bar that it starts from. */
  readonly ahead: number;
  /** Prices that it covers between two logical positions of the time scale; null where it is not in view. */
  between(from: number, to: number): { readonly low: number; readonly high: number } | null;
}

/** Puts the fan on the series; it is drawn under the candles. */
export function createFanLayer(candles: ISeriesApi<"Candlestick", Time>): FanLayer {
  const primitive = new FanPrimitive(candles);
  candles.attachPrimitive(primitive);
  return primitive;
}

/** Opacity of the wide interval; the narrow one lies on it. */
const BAND_ALPHA = 0.14;
const BANDS: readonly (readonly [Level, Level])[] = [
  [0, 4],
  [1, 3],
];

class FanPrimitive implements ISeriesPrimitive<Time>, FanLayer {
  readonly #series: ISeriesApi<"Candlestick", Time>;
  #chart: IChartApiBase<Time> | undefined;
  #update: () => void = () => {};
  #fan: ForecastFan | null = null;
  #color = "";
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => "bottom", renderer: () => ({ draw: (target) => this.#paint(target) }) },
  ];

  constructor(series: ISeriesApi<"Candlestick", Time>) {
    this.#series = series;
  }

  attached({ chart, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.#chart = chart;
    this.#update = requestUpdate;
  }

  detached(): void {
    this.#chart = undefined;
    this.#update = () => {};
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  draw(fan: ForecastFan | null, colors: ChartColors): void {
    this.#fan = fan;
    this.#color = colors.forecast;
    this.#update();
  }

  get ahead(): number {
    return this.#fan?.points.at(-1)?.ahead ?? 0;
  }

  between(from: number, to: number): { readonly low: number; readonly high: number } | null {
    const start = this.#start();
    if (start === null) return null;
    const seen = (this.#fan?.points ?? []).filter(({ ahead }) => ahead > 0 && isIn(start + ahead, from, to));
    if (seen.length === 0) return null;
    return {
      low: Math.min(...seen.map(({ prices }) => prices[0])),
      high: Math.max(...seen.map(({ prices }) => prices[4])),
    };
  }

  /** Where the bar stands that the fan starts from; null where the chart does not show it. */
  #start(): number | null {
    if (this.#fan === null || this.#chart === undefined) return null;
    return this.#chart.timeScale().timeToIndex(Math.floor(this.#fan.openTime / 1_000) as UTCTimestamp, false);
  }

  /** The library knows the places of whole bars alone. */
  #x(at: number): number | null {
    const scale = this.#chart?.timeScale();
    const whole = Math.floor(at);
    const left = scale?.logicalToCoordinate(whole as Logical) ?? null;
    const right = scale?.logicalToCoordinate((whole + 1) as Logical) ?? null;
    return left === null || right === null ? null : left + (right - left) * (at - whole);
  }

  #spots(start: number): Spot[] {
    return (this.#fan?.points ?? []).flatMap(({ ahead, prices, isForecast }: FanPoint): Spot[] => {
      const x = this.#x(start + ahead);
      const y = prices.map((price) => this.#series.priceToCoordinate(price));
      return x === null || y.includes(null) ? [] : [{ x, y: y.map(Number), isForecast }];
    });
  }

  #paint(target: Target): void {
    const start = this.#start();
    const spots = start === null ? [] : this.#spots(start);
    if (spots.length < 2) return;
    target.useMediaCoordinateSpace(({ context }) => {
      context.save();
      context.fillStyle = this.#color;
      context.strokeStyle = this.#color;
      context.globalAlpha = BAND_ALPHA;
      for (const [low, high] of BANDS) {
        context.beginPath();
        for (const { x, y } of spots) context.lineTo(x, y[high] ?? 0);
        for (const { x, y } of spots.toReversed()) context.lineTo(x, y[low] ?? 0);
        context.closePath();
        context.fill();
      }
      // The bands differ by their edges too: the narrow one's is dashed, the wide one's dotted.
      context.globalAlpha = 0.7;
      for (const [band, dash] of [
        [BANDS[0], [1, 3]],
        [BANDS[1], [4, 3]],
      ] as const) {
        for (const level of band ?? []) line(context, spots, level, dash);
      }
      context.globalAlpha = 1;
      context.lineWidth = 1.5;
      line(context, spots, 2, []);
      for (const { x, y, isForecast } of spots) if (isForecast) mark(context, x, y);
      context.restore();
    });
  }
}

function isIn(at: number, from: number, to: number): boolean {
  return at >= from && at <= to;
}

function line(
  context: CanvasRenderingContext2D,
  spots: readonly Spot[],
  level: Level,
  dash: readonly number[],
): void {
  context.setLineDash([...dash]);
  context.beginPath();
  for (const { x, y } of spots) context.lineTo(x, y[level] ?? 0);
  context.stroke();
  context.setLineDash([]);
}

/** Where a forecast was made for: the median as a dot, the 80 % interval as a bar. */
function mark(context: CanvasRenderingContext2D, x: number, y: readonly number[]): void {
  context.beginPath();
  context.moveTo(x, y[1] ?? 0);
  context.lineTo(x, y[3] ?? 0);
  context.stroke();
  context.beginPath();
  context.arc(x, y[2] ?? 0, 2.5, 0, 2 * Math.PI);
  context.fill();
}

/** How much further than the candles in view the fan may stretch the scale: it must not flatten them. */
const MOST_STRETCH = 1.5;

/** The range of prices to show: what is in view, widened by the fan as far as that is sensible. */
export function rangeWithFan(
  range: { readonly minValue: number; readonly maxValue: number },
  fan: { readonly low: number; readonly high: number } | null,
): { minValue: number; maxValue: number } {
  if (fan === null) return { ...range };
  const most = (range.maxValue - range.minValue) * MOST_STRETCH;
  return {
    minValue: Math.min(range.minValue, Math.max(fan.low, range.minValue - most)),
    maxValue: Math.max(range.maxValue, Math.min(fan.high, range.maxValue + most)),
  };
}
