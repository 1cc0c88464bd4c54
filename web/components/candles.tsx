import type { ReadonlySignal, Signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { CandleChart, ChartLook } from "../charts/candle-chart.ts";
import { readChartColors } from "../charts/chart-colors.ts";
import type { PaneTops } from "../charts/indicator-layer.ts";
import type { SymbolAnalysis } from "../state/analysis/analysis-room.ts";
import type { BarFeed } from "../state/bar-feed.ts";
import type { Market } from "../state/market-board.ts";
import { useDesk } from "./desk-context.ts";
import { Notice } from "./notice.tsx";

interface CandlesProps {
  readonly feed: BarFeed;
  readonly market: Market;
  readonly hovered: Signal<number | null>;
  /** Counts up when the viewer asks for the newest bars. */
  readonly resets: ReadonlySignal<number>;
  /** Of this feed; null until its code is there. */
  readonly analysis: SymbolAnalysis | null;
  /** Where the panes of indicators begin. */
  readonly panes: Signal<PaneTops>;
}

/** The canvas, kept for the life of the panel; feeds come and go on it. The chart library loads on first use. */
export function Candles({ feed, market, hovered, resets, analysis, panes }: CandlesProps) {
  const { preferences, gaps } = useDesk();
  const box = useRef<HTMLDivElement>(null);
  const current = useRef({ feed, analysis });
  const [chart, setChart] = useState<CandleChart | null>(null);
  const [failed, setFailed] = useState(false);
  current.current = { feed, analysis };

  const theme = preferences.theme.value;
  const zone = preferences.zone.value;
  const digits = market.digits.value;

  const lookNow = (container: HTMLElement): ChartLook => ({
    colors: readChartColors(container),
    zone,
    digits,
    lengthMs: TIMEFRAME_MS[feed.timeframe],
  });
  const firstLook = useRef(lookNow);
  firstLook.current = lookNow;

  useEffect(() => {
    let made: CandleChart | undefined;
    let gone = false;
    import("../charts/candle-chart.ts").then(
      ({ createCandleChart }) => {
        const container = box.current;
        if (gone || container === null) return;
        made = createCandleChart(container, firstLook.current(container), {
          onHover: (openTime) => {
            hovered.value = openTime;
          },
          onNearStart: () => current.current.feed.loadOlder(),
          onView: (from) => current.current.analysis?.inView(from),
          onPanes: (tops) => {
            panes.value = tops;
          },
        });
        setChart(made);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      made?.destroy();
    };
  }, [hovered, panes]);

  useEffect(() => {
    if (box.current !== null) chart?.setLook(firstLook.current(box.current));
  }, [chart, theme, zone, digits, feed]);

  useEffect(() => {
    if (chart === null) return;
    chart.setBars([]);
    let first = true;
    const leaveBars = feed.bars.subscribe((bars) => {
      // The few bars of the stream's snapshot would flash by before the history: wait for both.
      if (feed.phase.peek() === "loading" && bars.length < 50) return;
      chart.setBars(bars);
      if (first && bars.length > 0) chart.resetView();
      first = first && bars.length === 0;
    });
    const leaveGaps = gaps.subscribe((open) => chart.setGaps(open));
    return () => {
      leaveBars();
      leaveGaps();
    };
  }, [chart, feed, gaps]);

  useEffect(() => {
    if (chart === null || analysis === null) return;
    const leave = [
      analysis.lines.subscribe((views) => chart.setIndicators(views)),
      analysis.marks.subscribe((marks) => chart.setMarks(marks)),
      analysis.levels.subscribe((levels) => chart.setLevels(levels)),
      analysis.fan.subscribe((fan) => chart.setFan(fan)),
    ];
    return () => {
      for (const one of leave) one();
      chart.setIndicators([]);
      chart.setMarks([]);
      chart.setLevels([]);
      chart.setFan(null);
    };
  }, [chart, analysis]);

  useEffect(() => {
    if (chart === null) return;
    let first = true;
    return resets.subscribe(() => {
      if (!first) chart.resetView();
      first = false;
    });
  }, [chart, resets]);

  if (failed) {
    // A new version was deployed under an open page, or the network broke: only a reload brings the chart.
    return (
      <Notice title="The chart did not load" action={{ label: "Reload", run: () => location.reload() }}>
        Prices and trades go on without it.
      </Notice>
    );
  }
  return (
    <div
      ref={box}
      class="canvas"
      role="img"
      aria-label={`Candle chart of ${market.symbol}, ${feed.timeframe}`}
    />
  );
}
