import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { PaneTops } from "../charts/indicator-layer.ts";
import type { SymbolAnalysis } from "../state/analysis/analysis-room.ts";
import type { BarFeed } from "../state/bar-feed.ts";
import { indexAtOrAfter } from "../state/bar-series.ts";
import { gapText } from "../state/gaps.ts";
import type { Market } from "../state/market-board.ts";
import { BarMarks } from "./analysis/bar-marks.tsx";
import { FanButton } from "./analysis/fan-button.tsx";
import { FanLegend } from "./analysis/fan-legend.tsx";
import { IndicatorLegend } from "./analysis/indicator-legend.tsx";
import { PickerButton } from "./analysis/picker-button.tsx";
import { AsOf } from "./as-of.tsx";
import { BarLegend } from "./bar-legend.tsx";
import { Candles } from "./candles.tsx";
import { ChartSummary } from "./chart-summary.tsx";
import { useDesk } from "./desk-context.ts";
import { FeedPill } from "./feed-pill.tsx";
import { NewestIcon } from "./icons.tsx";
import { Notice } from "./notice.tsx";
import { TimeframeBar } from "./timeframe-bar.tsx";

interface ChartPanelProps {
  readonly market: Market;
  readonly feed: BarFeed;
}

export function ChartPanel({ market, feed }: ChartPanelProps) {
  const desk = useDesk();
  const hovered = useSignal<number | null>(null);
  const resets = useSignal(0);
  const panes = useSignal<PaneTops>({});
  const analysis = useAnalysisOf(feed);
  const { stale, detail } = desk.feed.value;
  return (
    <section class="chart panel" aria-label="Chart">
      <div class="chart-bar">
        <TimeframeBar />
        <PickerButton />
        {feed.timeframe !== "1s" && <FanButton />}
        <HistoryNote feed={feed} />
        <AsOf market={market} />
        <FeedPill />
        <button
          type="button"
          class="icon-button"
          title="Newest bars"
          aria-label="Show the newest bars"
          onClick={() => resets.value++}
        >
          <NewestIcon />
        </button>
      </div>
      <figure class={`chart-figure${stale ? " stale" : ""}`}>
        <HoveredLegend market={market} feed={feed} hovered={hovered} analysis={analysis} panes={panes} />
        <Candles
          feed={feed}
          market={market}
          hovered={hovered}
          resets={resets}
          analysis={analysis}
          panes={panes}
        />
        <ChartSummary feed={feed} market={market} />
        <ChartState feed={feed} />
        <ChartNotes feed={feed} stale={stale ? detail : null} />
      </figure>
    </section>
  );
}

/** What must not be missed about the bars in view: a stale feed, trades still to be repaired. */
function ChartNotes({ feed, stale }: { readonly feed: BarFeed; readonly stale: string | null }) {
  const { gaps } = useDesk();
  return (
    <div class="chart-notes">
      {gaps.value.map((gap) => (
        <p key={gap.from} class="chart-note">
          {gapText(gap)}
        </p>
      ))}
      {stale !== null && <p class="chart-note">{stale}</p>}
      {feed.phase.value === "failed" && feed.bars.value.length > 0 && (
        <p class="chart-note">History did not load; the live bars are shown. Wick keeps trying.</p>
      )}
    </div>
  );
}

/** The analysis of exactly this feed: for a moment after a change the old one may still be open. */
function useAnalysisOf(feed: BarFeed): SymbolAnalysis | null {
  const room = useDesk().analysis.value;
  const current = room === null || room === "failed" ? null : room.current.value;
  return current?.symbol === feed.symbol && current.timeframe === feed.timeframe ? current : null;
}

interface HoveredLegendProps extends ChartPanelProps {
  readonly hovered: ReadonlySignal<number | null>;
  readonly analysis: SymbolAnalysis | null;
  readonly panes: ReadonlySignal<PaneTops>;
}

function HoveredLegend({ market, feed, hovered, analysis, panes }: HoveredLegendProps) {
  const bars = feed.bars.value;
  const at = hovered.value;
  const under = at === null ? undefined : bars[indexAtOrAfter(bars, at)];
  const bar = under?.openTime === at ? under : bars.at(-1);
  if (bar === undefined) return null;
  return (
    <div class="legends">
      <BarLegend bar={bar} market={market} />
      {analysis !== null && (
        <>
          <IndicatorLegend analysis={analysis} openTime={bar.openTime} market={market} panes={panes} />
          <FanLegend analysis={analysis} market={market} />
          <BarMarks analysis={analysis} openTime={bar.openTime} hovered={under === bar} market={market} />
        </>
      )}
    </div>
  );
}

function HistoryNote({ feed }: { readonly feed: BarFeed }) {
  switch (feed.history.value) {
    case "loading":
      return <span class="history-note">Loading older bars…</span>;
    case "failed":
      return (
        <button type="button" class="history-note link" onClick={feed.loadOlder}>
          Older bars did not load. Try again
        </button>
      );
    default:
      return <span class="history-note" />;
  }
}

function ChartState({ feed }: { readonly feed: BarFeed }) {
  const empty = feed.bars.value.length === 0;
  switch (feed.phase.value) {
    case "loading":
      return <div class="chart-skeleton" aria-busy="true" />;
    case "unknown":
      return <Notice title="No bars">The server does not know this symbol.</Notice>;
    case "failed":
      return empty ? (
        <div class="chart-cover">
          <Notice title="Bars did not load" action={{ label: "Try again", run: feed.retry }}>
            The server did not answer. Wick keeps trying.
          </Notice>
        </div>
      ) : null;
    default:
      return empty ? (
        <div class="chart-cover">
          <Notice title="No bars yet">The first one appears with the first trade.</Notice>
        </div>
      ) : null;
  }
}
