import { STRATEGIES } from "../../../market/backtest/strategies.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatDate, formatDuration } from "../../format/time.ts";
import type { Outcome } from "../../state/backtest/backtest-session.ts";
import { EquityFigure } from "./equity-figure.tsx";
import { MetricsTable } from "./metrics-table.tsx";
import { pointsText, ratioText } from "./numbers.ts";
import { TradesTable } from "./trades-table.tsx";

/** What came of a backtest, and what to keep in mind of it. */
export function ResultView({ outcome, old }: { readonly outcome: Outcome; readonly old: boolean }) {
  const { result, ms } = outcome;
  const { settings, metrics, baseline } = result;
  const strategy = STRATEGIES.find(({ id }) => id === settings.strategy);
  const title = strategy?.title ?? settings.strategy;
  const titles = new Map(strategy?.parameters.map((parameter) => [parameter.name, parameter.title]));
  const parameters = Object.entries(settings.parameters).map(
    ([name, value]) => `${titles.get(name) ?? name}: ${value}`,
  );
  const difference = metrics.totalReturn - baseline.metrics.totalReturn;
  return (
    <div class={`bt-result ${old ? "old" : ""}`}>
      <section class="bt-head" aria-label="Result">
        <h2>
          {title} on {settings.symbol}, {settings.timeframe}
        </h2>
        <p class="num faint">
          {formatDate(result.from, "utc")} to {formatDate(result.to, "utc")} · {formatDecimal(result.bars, 0)}{" "}
          bars
          {result.warmUpBars > 0 && ` after ${formatDecimal(result.warmUpBars, 0)} to warm up`}
          {parameters.length > 0 && ` · ${parameters.join(" · ")}`} · {formatDuration(ms)}
        </p>
        <dl class="bt-tiles num">
          <div>
            <dt>Return</dt>
            <dd class={metrics.totalReturn >= 0 ? "up" : "down"}>{ratioText(metrics.totalReturn)}</dd>
          </div>
          <div>
            <dt>Buy and hold</dt>
            <dd>{ratioText(baseline.metrics.totalReturn)}</dd>
          </div>
          <div>
            <dt>Against holding</dt>
            <dd class={difference >= 0 ? "up" : "down"}>{pointsText(difference)}</dd>
          </div>
          <div>
            <dt>Worst drawdown</dt>
            <dd>{ratioText(-metrics.maxDrawdown)}</dd>
          </div>
          <div>
            <dt>Trades</dt>
            <dd>{formatDecimal(metrics.trades, 0)}</dd>
          </div>
          <div>
            <dt>Fees and slippage</dt>
            <dd>{formatDecimal(metrics.fees + metrics.slippage, 2)}</dd>
          </div>
        </dl>
      </section>
      <EquityFigure result={result} />
      <MetricsTable result={result} />
      <section class="bt-notes" aria-label="Notes">
        <h2>Keep in mind</h2>
        <ul>
          {result.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </section>
      <TradesTable result={result} />
    </div>
  );
}
