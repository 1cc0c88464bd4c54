import type { BacktestResult, Metrics } from "../../../market/backtest/result.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { NONE, partText, ratioText, spanText } from "./numbers.ts";

interface Row {
  readonly title: string;
  readonly what: string;
  readonly text: (metrics: Metrics) => string | null;
}

const money = (value: number | null) => (value === null ? null : formatDecimal(value, 2));
const ratio = (value: number | null) => (value === null ? null : ratioText(value));
const plain = (value: number | null) => (value === null ? null : formatDecimal(value, 2));

const GROUPS: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  {
    title: "Return",
    rows: [
      { title: "Final equity", what: "In the quote asset, costs paid.", text: (m) => money(m.finalEquity) },
      { title: "Return", what: "Over the whole stretch.", text: (m) => ratio(m.totalReturn) },
      { title: "A year (CAGR)", what: "Compounded; none below 90 days.", text: (m) => ratio(m.cagr) },
    ],
  },
  {
    title: "Risk",
    rows: [
      {
        title: "Worst drawdown",
        what: "Deepest fall below an earlier peak, at closes.",
        text: (m) => ratioText(-m.maxDrawdown),
      },
      {
        title: "It lasted",
        what: "From the peak until it was made good, or the end.",
        text: (m) => spanText(m.maxDrawdownMs),
      },
      {
        title: "Longest below a peak",
        what: "Of all drawdowns.",
        text: (m) => spanText(m.longestDrawdownMs),
      },
      {
        title: "Volatility",
        what: "Of returns per bar, over a year of 365 days.",
        text: (m) => (m.volatility === null ? null : partText(m.volatility)),
      },
      {
        title: "Sharpe",
        what: "Mean over deviation of returns, a year; no riskless rate.",
        text: (m) => plain(m.sharpe),
      },
      {
        title: "Sortino",
        what: "The same over the deviation of losses alone.",
        text: (m) => plain(m.sortino),
      },
    ],
  },
  {
    title: "Trades",
    rows: [
      { title: "Trades", what: "Positions that were closed.", text: (m) => formatDecimal(m.trades, 0) },
      {
        title: "Won",
        what: "Part of them with a profit after costs.",
        text: (m) => (m.winRate === null ? null : partText(m.winRate)),
      },
      {
        title: "Profit factor",
        what: "All that was won over all that was lost.",
        text: (m) => plain(m.profitFactor),
      },
      { title: "Expectancy", what: "Mean profit of a trade.", text: (m) => money(m.expectancy) },
      {
        title: "Expectancy, %",
        what: "Mean profit over what was entered with.",
        text: (m) => ratio(m.expectancyRatio),
      },
      { title: "Mean win", what: "Of the trades that won.", text: (m) => money(m.averageWin) },
      { title: "Mean loss", what: "Of the trades that lost.", text: (m) => money(m.averageLoss) },
      {
        title: "Bars a trade",
        what: "Mean.",
        text: (m) => (m.averageBars === null ? null : formatDecimal(m.averageBars, 1)),
      },
    ],
  },
  {
    title: "Cost and use",
    rows: [
      {
        title: "In the market",
        what: "Part of the bars with a position.",
        text: (m) => partText(m.exposure),
      },
      {
        title: "Turnover",
        what: "All bought and sold, over the mean equity.",
        text: (m) => `${formatDecimal(m.turnover, 1)}×`,
      },
      { title: "Fees", what: "Paid in all.", text: (m) => money(m.fees) },
      { title: "Slippage", what: "Paid in all.", text: (m) => money(m.slippage) },
    ],
  },
];

/** The numbers of the strategy beside those of buying and holding. */
export function MetricsTable({ result }: { readonly result: BacktestResult }) {
  return (
    <section class="bt-metrics" aria-label="Metrics">
      {GROUPS.map(({ title, rows }) => (
        <div key={title} class="bt-group">
          <table class="table num">
            <thead>
              <tr>
                <th scope="col">
                  <h2>{title}</h2>
                </th>
                <th scope="col" class="right">
                  Strategy
                </th>
                <th scope="col" class="right">
                  Held
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.title} title={row.what}>
                  <th scope="row">{row.title}</th>
                  <td class="right">{row.text(result.metrics) ?? NONE}</td>
                  <td class="right faint">{row.text(result.baseline.metrics) ?? NONE}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}
