import { type IPriceLine, type ISeriesApi, LineStyle, type Time } from "lightweight-charts";
import type { ChartLevel } from "../state/analysis/chart-mark.ts";
import type { ChartColors } from "./chart-colors.ts";

const STYLES = { solid: LineStyle.Solid, dashed: LineStyle.Dashed, dotted: LineStyle.Dotted } as const;

/** Named lines at prices, over the candles. */
export interface LevelLines {
  draw(levels: readonly ChartLevel[], colors: ChartColors): void;
}

export function createLevelLines(candles: ISeriesApi<"Candlestick", Time>): LevelLines {
  let lines: IPriceLine[] = [];
  return {
    draw(levels, colors) {
      for (const line of lines) candles.removePriceLine(line);
      const tones = { up: colors.up, down: colors.down, neutral: colors.warn } as const;
      lines = levels.map(({ price, title, tone, style }) =>
        candles.createPriceLine({
          price,
          title,
          color: tones[tone],
          lineStyle: STYLES[style],
          lineWidth: 1,
          axisLabelVisible: true,
          axisLabelColor: colors.label,
          axisLabelTextColor: colors.onLabel,
        }),
      );
    },
  };
}

/** How much further than the candles in view the levels may stretch the scale: a far level must not flatten them. */
const MOST_STRETCH = 2;

/** The range of prices to show: what is in view, widened by the levels that are near it. */
export function rangeWithLevels(
  range: { readonly minValue: number; readonly maxValue: number },
  levels: readonly ChartLevel[],
): { minValue: number; maxValue: number } {
  const height = range.maxValue - range.minValue;
  const near = levels
    .map(({ price }) => price)
    .filter((price) => {
      const beyond = Math.max(price - range.maxValue, range.minValue - price, 0);
      return beyond <= height * MOST_STRETCH;
    });
  return {
    minValue: Math.min(range.minValue, ...near),
    maxValue: Math.max(range.maxValue, ...near),
  };
}
