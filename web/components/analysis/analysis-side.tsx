import type { ComponentType } from "preact";
import { useRef } from "preact/hooks";
import type { SymbolAnalysis } from "../../state/analysis/analysis-room.ts";
import type { Market } from "../../state/market-board.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import { ForecastPanel } from "./forecast-panel.tsx";
import { IndicatorsPanel } from "./indicators-panel.tsx";
import { PatternsPanel } from "./patterns-panel.tsx";
import { SignalPanel } from "./signal-panel.tsx";
import "../../styles/analysis.css";

/** What a part of the analysis is drawn of. */
export interface PartProps {
  readonly analysis: SymbolAnalysis;
  readonly market: Market;
}

const PARTS: readonly {
  readonly id: string;
  readonly label: string;
  readonly Part: ComponentType<PartProps>;
}[] = [
  { id: "signal", label: "Signal", Part: SignalPanel },
  { id: "forecast", label: "Forecast", Part: ForecastPanel },
  { id: "indicators", label: "Indicators", Part: IndicatorsPanel },
  { id: "patterns", label: "Patterns", Part: PatternsPanel },
];

/** The analysis of the open symbol beside its chart, one part at a time. */
export function AnalysisSide({ analysis, market }: PartProps) {
  const { analysisTab } = useDesk().preferences;
  const tabs = useRef<HTMLDivElement>(null);
  const open = PARTS.find(({ id }) => id === analysisTab.value.value) ?? PARTS[0];
  if (open === undefined) return null;
  const move = (by: number) => {
    const next = PARTS[(PARTS.indexOf(open) + by + PARTS.length) % PARTS.length];
    if (next === undefined) return;
    analysisTab.set(next.id);
    tabs.current?.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="side-tabs" role="tablist" aria-label="Analysis" ref={tabs}>
        {PARTS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === open.id}
            aria-controls="analysis-part"
            tabIndex={id === open.id ? 0 : -1}
            onClick={() => analysisTab.set(id)}
            onKeyDown={(event) => {
              if (event.key === "ArrowRight") move(1);
              if (event.key === "ArrowLeft") move(-1);
            }}
          >
            {label}
          </button>
        ))}
        <span class="frame-tag num" title="Timeframe of the analysis">
          {analysis.timeframe}
        </span>
      </div>
      <div
        class="side-part"
        role="tabpanel"
        id="analysis-part"
        aria-labelledby={`tab-${open.id}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        {analysis.core === null ? (
          <Notice title="Seconds are not analysed">
            Choose 1m or longer for indicators, patterns and signals. Indicators can be drawn on this chart.
          </Notice>
        ) : (
          <open.Part analysis={analysis} market={market} />
        )}
      </div>
    </>
  );
}
