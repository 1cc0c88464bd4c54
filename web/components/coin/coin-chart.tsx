import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Coin } from "../../api/coin-api.ts";
import { readChartColors } from "../../charts/chart-colors.ts";
import { formatCompact } from "../../format/compact.ts";
import { formatDecimal, fractionDigits } from "../../format/decimal.ts";
import { formatDate } from "../../format/time.ts";
import { type Day, lastDays, SPANS, type Span, summaryOf } from "../../state/daily-series.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";
import { useLazyChart } from "../use-lazy-chart.ts";
import { usePoll } from "../use-poll.ts";
import { useCoinApi } from "./coin-context.ts";
import { SourceNote } from "./source-note.tsx";

const EVERY_MS = 10 * 60_000;

/** A year of days at most: closes and what was traded. */
export function CoinChart({ coin }: { readonly coin: Coin }) {
  const api = useCoinApi();
  const span = useSignal<Span>(365);
  const hovered = useSignal<number | null>(null);
  const chart = usePoll(`chart ${coin.coin}`, EVERY_MS, (signal) => api.chart(coin.coin, signal));
  const volume = usePoll(`volume ${coin.coin}`, EVERY_MS, (signal) => api.volume(coin.coin, signal));
  const told = chart.data.value;
  const prices = lastDays(told?.prices ?? [], span.value);
  const volumes = told === null ? [] : lastDays(volume.data.value?.volumes ?? [], span.value);
  const retry = () => {
    chart.refresh();
    volume.refresh();
  };
  return (
    <section class="daily" aria-label="Daily chart">
      <div class="daily-bar">
        <h2>Daily</h2>
        <fieldset class="timeframes">
          <legend class="hidden">Stretch</legend>
          {SPANS.map(({ days, label }) => (
            <button
              key={days}
              type="button"
              aria-pressed={span.value === days}
              onClick={() => {
                span.value = days;
              }}
            >
              {label}
            </button>
          ))}
        </fieldset>
        <DayLegend prices={prices} volumes={volumes} at={hovered.value} currency={told?.currency ?? ""} />
      </div>
      <figure class="daily-figure">
        <DailyCanvas
          prices={prices}
          volumes={volumes}
          onHover={(time) => {
            hovered.value = time;
          }}
        />
        <figcaption class="hidden">{sayChart(coin.name, prices, told?.currency ?? "")}</figcaption>
        {told === null && chart.error.value === null && <div class="chart-skeleton" aria-busy="true" />}
        {told === null && chart.error.value !== null && (
          <div class="chart-cover">
            <Notice title="The chart did not load" action={{ label: "Try again", run: retry }}>
              {chart.error.value.message}
            </Notice>
          </div>
        )}
        {told !== null && prices.length === 0 && (
          <div class="chart-cover">
            <Notice title="No days yet">They appear once the daily history is there.</Notice>
          </div>
        )}
      </figure>
      {told !== null && <SourceNote source={told.source} asOf={told.asOf} stale={told.stale} />}
    </section>
  );
}

interface DayLegendProps {
  readonly prices: readonly Day[];
  readonly volumes: readonly Day[];
  readonly at: number | null;
  readonly currency: string;
}

/** The day under the crosshair, or the newest, in digits. */
function DayLegend({ prices, volumes, at, currency }: DayLegendProps) {
  const day = prices.find(([time]) => time === at) ?? prices.at(-1);
  if (day === undefined) return <span class="day-legend" />;
  const volume = volumes.find(([time]) => time === day[0]);
  return (
    <span class="day-legend num">
      <span class="faint">{formatDate(day[0], "utc")}</span>
      <b>
        {formatDecimal(day[1], digitsOf(prices))} {currency}
      </b>
      {volume !== undefined && (
        <span class="faint">
          volume {formatCompact(volume[1])} {currency}
        </span>
      )}
    </span>
  );
}

const load = () => import("../../charts/daily-chart.ts").then(({ createDailyChart }) => createDailyChart);

interface DailyCanvasProps {
  readonly prices: readonly Day[];
  readonly volumes: readonly Day[];
  readonly onHover: (time: number | null) => void;
}

function DailyCanvas({ prices, volumes, onHover }: DailyCanvasProps) {
  const { preferences } = useDesk();
  const { box, chart, failed } = useLazyChart(load, onHover);
  const theme = preferences.theme.value;
  const digits = digitsOf(prices);

  // The theme changes what the style sheet says.
  useEffect(() => {
    if (box.current !== null) chart?.setLook(readChartColors(box.current), digits);
  }, [chart, theme, digits]);

  // A new list is made with each drawing: what tells one from another are its ends.
  const mark = [prices, volumes].map((days) => `${days.length} ${days[0]} ${days.at(-1)}`).join();
  useEffect(() => {
    chart?.setSeries(prices, volumes);
  }, [chart, mark]);

  if (failed) {
    return (
      <Notice title="The chart did not load" action={{ label: "Reload", run: () => location.reload() }}>
        The numbers above go on without it.
      </Notice>
    );
  }
  return <div ref={box} class="canvas" aria-hidden="true" />;
}

/** Enough digits for the cheapest day, at least two. */
function digitsOf(days: readonly Day[]): number {
  const last = days.at(-1)?.[1] ?? 1;
  return Math.max(2, Math.min(8, fractionDigits(last)));
}

function sayChart(name: string, days: readonly Day[], currency: string): string {
  const summary = summaryOf(days);
  if (summary === null) return `${name}: no daily prices yet.`;
  const digits = digitsOf(days);
  const say = ([time, value]: Day) => `${formatDecimal(value, digits)} on ${formatDate(time, "utc")}`;
  return (
    `${name}, daily closes in ${currency}: from ${say(summary.first)} to ${say(summary.last)}. ` +
    `Lowest ${say(summary.low)}, highest ${say(summary.high)}.`
  );
}
