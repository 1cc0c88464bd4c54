import type { ShownSignal, SignalOutcomes } from "../../api/analysis-api.ts";
import { ARROWS, directionOf, formatPercent } from "../../format/change.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { bothClocks, formatDate, formatDateTime } from "../../format/time.ts";
import type { SignalFeed } from "../../state/analysis/signal-feed.ts";
import { endText, favourPercent, touchText } from "../../state/analysis/signal-words.ts";
import { useDesk } from "../desk-context.ts";

/** Earlier signals with what became of them, losers as visible as winners, and what they come to together. */
export function SignalHistory({ feed, digits }: { readonly feed: SignalFeed; readonly digits: number }) {
  const signals = feed.signals.value.filter(({ status }) => status !== "active");
  const outcomes = feed.outcomes.value;
  return (
    <section class="side-section" aria-label="Earlier signals">
      <h3>Earlier signals</h3>
      {outcomes !== null && <Outcomes outcomes={outcomes} />}
      {signals.length === 0 ? (
        <p class="side-text faint">None has ended yet.</p>
      ) : (
        <ol class="past-signals">
          {signals.map((signal) => (
            <PastSignal key={signal.id} signal={signal} digits={digits} />
          ))}
        </ol>
      )}
      {feed.more.value && (
        <button
          type="button"
          class="button"
          disabled={feed.older.value === "loading"}
          onClick={feed.loadOlder}
        >
          {feed.older.value === "failed" ? "Older ones did not load. Try again" : "Older signals"}
        </button>
      )}
    </section>
  );
}

function Outcomes({ outcomes }: { readonly outcomes: SignalOutcomes }) {
  const zone = useDesk().preferences.zone.value;
  const { ended, winners, losers, winRate, winRateLow, winRateHigh, meanReturn, since } = outcomes;
  if (ended === 0) return null;
  const share = (ratio: number) => `${formatDecimal(ratio * 100, 0)} %`;
  return (
    <>
      <div
        class="win-bar"
        role="img"
        aria-label={`${winners} of ${ended} gained after costs, ${losers} lost`}
        style={{ "--won": `${(winners / ended) * 100}%` }}
      />
      <p class="side-text num">
        <b>{ended}</b> ended{since !== null && ` since ${formatDate(since, zone)}`}:{" "}
        <b class="up">{winners} gained</b>, <b class="down">{losers} lost</b> after costs.
        {winRate !== null && winRateLow !== null && winRateHigh !== null && (
          <>
            {" "}
            {share(winRate)} won (95 % interval {share(winRateLow)} to {share(winRateHigh)}).
          </>
        )}
        {meanReturn !== null && <> Mean result {formatPercent(meanReturn * 100)} a trade.</>}
      </p>
    </>
  );
}

function PastSignal({ signal, digits }: { readonly signal: ShownSignal; readonly digits: number }) {
  const zone = useDesk().preferences.zone.value;
  const { side, decision, closePrice, issuedAt, closedAt, returnAfterCosts } = signal;
  const percent = (returnAfterCosts ?? 0) * 100;
  const direction = directionOf(percent);
  const entry = decision.levels?.entry ?? null;
  const price = (value: number | null) => (value === null ? "–" : formatDecimal(value, digits));
  const excursion = (value: number) =>
    entry === null ? "–" : formatPercent(favourPercent(side, entry, value));
  return (
    <li>
      <details class="past-signal">
        <summary class="num">
          <b class={side === "BUY" ? "up" : "down"}>
            {side === "BUY" ? "▲" : "▼"} {side}
          </b>
          <time title={bothClocks(issuedAt + 1)}>{formatDateTime(issuedAt + 1, zone, false)}</time>
          <span class={direction}>
            <i class="arrow" aria-hidden="true">
              {ARROWS[direction]}
            </i>
            {formatPercent(percent)}
          </span>
          <span class="past-end faint">{endText(signal)}</span>
        </summary>
        <dl class="facts num">
          <div>
            <dt>Entry</dt>
            <dd>{price(entry)}</dd>
          </div>
          <div>
            <dt>Exit</dt>
            <dd>{price(closePrice)}</dd>
          </div>
          <div>
            <dt>Best</dt>
            <dd>{excursion(signal.best)}</dd>
          </div>
          <div>
            <dt>Worst</dt>
            <dd>{excursion(signal.worst)}</dd>
          </div>
        </dl>
        <p class="side-text">
          {touchText(signal)}, {signal.age} bars
          {closedAt !== null && (
            <>
              , ended <time title={bothClocks(closedAt)}>{formatDateTime(closedAt, zone, false)}</time>
            </>
          )}
          . Score {formatDecimal(decision.score, 2)}.
        </p>
        <ul class="reasons">
          {decision.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </details>
    </li>
  );
}
