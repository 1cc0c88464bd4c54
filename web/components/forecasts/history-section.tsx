import { useEffect, useMemo } from "preact/hooks";
import { DIRECTION_HORIZON } from "../../../market/forecast/horizons.ts";
import type { ForecastsApi, LoggedForecast, ScoredWish } from "../../api/forecasts-api.ts";
import { formatPercent } from "../../format/change.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import { callWords } from "../../state/forecasts/call-words.ts";
import { openForecastHistory } from "../../state/forecasts/forecast-history.ts";
import { barsText, MODEL_WORDS } from "../../state/forecasts/model-words.ts";
import { calledOf, insideText } from "../../state/forecasts/outcome-words.ts";
import { openPageSight } from "../../state/page-sight.ts";
import { useDesk } from "../desk-context.ts";
import { Notice } from "../notice.tsx";

interface HistorySectionProps {
  readonly api: ForecastsApi;
  readonly wish: ScoredWish;
  readonly digits: number;
}

const visible = openPageSight(document);

/** What the model said, as it was logged before anybody saw it, and what came of it. */
export function HistorySection({ api, wish, digits }: HistorySectionProps) {
  const feed = useMemo(() => openForecastHistory(wish, api, visible), [Object.values(wish).join()]);
  useEffect(() => () => feed.close(), [feed]);
  const rows = feed.forecasts.value;
  const error = feed.error.value;
  return (
    <section class="forecast-part" aria-label="Logged forecasts">
      <div class="section-bar">
        <h2>Logged forecasts</h2>
        <span class="faint">
          of {MODEL_WORDS[wish.model].name} over {barsText(wish.horizon)}, as they were said, good and bad
          alike
        </span>
      </div>
      {!feed.ready.value ? (
        error === null ? (
          <div class="table-skeleton" aria-busy="true" />
        ) : (
          <Notice title="The log did not load" action={{ label: "Try again", run: feed.retry }}>
            {error.message}
          </Notice>
        )
      ) : rows.length === 0 ? (
        <p class="forecast-note faint">Nothing is logged yet: it begins with the next bar that closes.</p>
      ) : (
        <>
          {error !== null && <p class="stale-note">What is shown may be old: {error.message}</p>}
          <HistoryTable rows={rows} digits={digits} hasCalls={wish.horizon === DIRECTION_HORIZON} />
          {feed.more.value && (
            <p class="forecast-note">
              <button
                type="button"
                class="text-button"
                disabled={feed.older.value === "loading"}
                onClick={feed.loadOlder}
              >
                {feed.older.value === "failed" ? "Older ones did not load. Try again" : "Older ones"}
              </button>
            </p>
          )}
        </>
      )}
    </section>
  );
}

interface HistoryTableProps {
  readonly rows: readonly LoggedForecast[];
  readonly digits: number;
  /** Only over five bars is a direction called. */
  readonly hasCalls: boolean;
}

function HistoryTable({ rows, digits, hasCalls }: HistoryTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="table-box" tabIndex={0} aria-label="Logged forecasts, table">
      <table class="table logged num">
        <thead>
          <tr>
            <th scope="col">Issued</th>
            <th scope="col">By</th>
            <th scope="col" class="right">
              Close
            </th>
            <th scope="col" class="right">
              Median
            </th>
            <th scope="col" class="right">
              80 % of cases
            </th>
            {hasCalls && <th scope="col">Called</th>}
            <th scope="col" class="right">
              Came
            </th>
            {hasCalls && <th scope="col">Was</th>}
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.openTime} row={row} digits={digits} hasCalls={hasCalls} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, digits, hasCalls }: { readonly row: LoggedForecast } & Omit<HistoryTableProps, "rows">) {
  const zone = useDesk().preferences.zone.value;
  const { issuedAt, servedBy, close, prices, probabilities, outcome } = row;
  const price = (value: number) => formatDecimal(value, digits);
  const called = probabilities === null ? null : calledOf(probabilities);
  return (
    <tr data-state={outcome.state}>
      <th scope="row">
        <time title={bothClocks(issuedAt)}>{formatDateTime(issuedAt, zone, false)}</time>
      </th>
      <td>{MODEL_WORDS[servedBy].name}</td>
      <td class="right">{price(close)}</td>
      <td class="right">{prices === null ? "–" : price(prices[2])}</td>
      <td class="right">{prices === null ? "–" : `${price(prices[1])} – ${price(prices[3])}`}</td>
      {hasCalls && <td>{called === null ? "–" : <Call of={called} />}</td>}
      <td class="right">
        {outcome.close === null
          ? "–"
          : `${price(outcome.close)} (${formatPercent((outcome.close / close - 1) * 100)})`}
      </td>
      {hasCalls && <td>{outcome.class === null ? "–" : <Call of={outcome.class} />}</td>}
      <td>{insideText(outcome)}</td>
    </tr>
  );
}

function Call({ of }: { readonly of: -1 | 0 | 1 }) {
  const { mark, word, tone } = callWords(of);
  return (
    <>
      <span class={tone} aria-hidden="true">
        {mark}
      </span>{" "}
      {word}
    </>
  );
}
