import { type ComponentType, createElement } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SymbolAnalysis } from "../../state/analysis/analysis-room.ts";
import type { Market } from "../../state/market-board.ts";
import type { FanTextProps } from "../forecasts/fan-text.tsx";

interface FanLegendProps {
  readonly analysis: SymbolAnalysis;
  readonly market: Market;
}

/** What the fan on the chart says, or that there is none; its words come with the first forecast. */
export function FanLegend({ analysis, market }: FanLegendProps) {
  const [Text, setText] = useState<ComponentType<FanTextProps> | null>(null);
  const forecast = analysis.forecasts?.forecast.value ?? null;
  const isShown = analysis.isFanShown.value && forecast !== null;
  useEffect(() => {
    if (!isShown) return;
    // The fan does without its words, where they do not load.
    import("../forecasts/fan-text.tsx").then(
      ({ FanText }) => setText(() => FanText),
      () => {},
    );
  }, [isShown]);
  if (!isShown || Text === null) return null;
  return createElement(Text, { forecast, digits: market.digits.value });
}
