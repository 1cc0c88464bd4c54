import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { BacktestResult } from "../../../market/backtest/result.ts";
import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import { readChartColors } from "../../charts/chart-colors.ts";
import type { EquityPoint } from "../../charts/equity-chart.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatDate, formatDateTime } from "../../format/time.ts";
import { equityPoints } from "../../state/backtest/equity-points.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import { useLazyChart } from "../use-lazy-chart.ts";
import { ratioText } from "./numbers.ts";

/** Equity beside the baseline, and under it how far below its last peak the account was. */
export function EquityFigure({ result }: { readonly result: BacktestResult }) {
  const hovered = useSignal<number | null>(null);
  const zone = useDesk().preferences.zone.value;
  const points = useMemo(() => equityPoints(result), [result]);
  const at = points.find(({ time }) => time === hovered.value) ?? points.at(-1);
  return (
    <section class="bt-equity" aria-label="Equity and drawdown">
      <div class="section-bar">
        <h2>Equity</h2>
        {at !== undefined && (
          <span class="bt-legend num">
            <span class="faint">{formatDateTime(at.time, zone, false)}</span>
            <span>
              <i class="bt-key strategy" aria-hidden="true" /> Strategy <b>{formatDecimal(at.equity, 2)}</b>
            </span>
            <span>
              <i class="bt-key held" aria-hidden="true" /> Buy and hold <b>{formatDecimal(at.baseline, 2)}</b>
            </span>
            <span>
              <i class="bt-key fall" aria-hidden="true" /> Drawdown <b>{formatDecimal(at.drawdown, 1)}%</b>
            </span>
          </span>
        )}
      </div>
      <figure class="bt-figure">
        <Canvas
          points={points}
          lengthMs={TIMEFRAME_MS[result.settings.timeframe]}
          onHover={(time) => {
            hovered.value = time;
          }}
        />
        <figcaption class="hidden">{sayCurve(result)}</figcaption>
      </figure>
    </section>
  );
}

const load = () => import("../../charts/equity-chart.ts").then(({ createEquityChart }) => createEquityChart);

interface CanvasProps {
  readonly points: readonly EquityPoint[];
  readonly lengthMs: number;
  readonly onHover: (time: number | null) => void;
}

function Canvas({ points, lengthMs, onHover }: CanvasProps) {
  const { preferences } = useDesk();
  const { box, chart, failed } = useLazyChart(load, onHover);
  const theme = preferences.theme.value;
  const zone = preferences.zone.value;

  useEffect(() => {
    // The theme changes what the style sheet says.
    if (box.current !== null) chart?.setLook({ colors: readChartColors(box.current), zone, lengthMs });
  }, [chart, theme, zone, lengthMs]);
  useEffect(() => chart?.setPoints(points), [chart, points]);

  if (failed) {
    return (
      <Notice title="The chart did not load" action={{ label: "Reload", run: () => location.reload() }}>
        The numbers below go on without it.
      </Notice>
    );
  }
  return <div ref={box} class="canvas" aria-hidden="true" />;
}

function sayCurve({ settings, metrics, baseline, from, to }: BacktestResult): string {
  return (
    `From ${formatDate(from, "utc")} to ${formatDate(to, "utc")} the account went from ` +
    `${formatDecimal(settings.capital, 2)} to ${formatDecimal(metrics.finalEquity, 2)} (${ratioText(metrics.totalReturn)}); ` +
    `bought and held to ${formatDecimal(baseline.metrics.finalEquity, 2)} (${ratioText(baseline.metrics.totalReturn)}). ` +
    `At worst it was ${ratioText(-metrics.maxDrawdown)} from its peak.`
  );
}
