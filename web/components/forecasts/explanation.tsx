import { BASELINE_IDS, type ModelId } from "../../../market/forecast/model-id.ts";
import type { ForecastExplanation, ForecastsApi, ForecastView, ScoredWish } from "../../api/forecasts-api.ts";
import { barsText, MODEL_WORDS } from "../../state/forecasts/model-words.ts";
import { signedPercent } from "../../state/forecasts/skill-words.ts";
import { Notice } from "../notice.tsx";
import { usePoll } from "../use-poll.ts";

interface ExplanationProps {
  readonly api: ForecastsApi;
  readonly wish: ScoredWish;
  /** The one that is to be explained; null while there is none. */
  readonly forecast: ForecastView | null;
}

/** It is costly to the server, and stays the same until a bar closes. */
const EVERY_MS = 15 * 60_000;

/** What moved the newest forecast: how it would be, were a group of its inputs ordinary. */
export function Explanation({ api, wish, forecast }: ExplanationProps) {
  return (
    <section class="forecast-part" aria-label="What moved this">
      <div class="section-bar">
        <h2>What moved this</h2>
        <span class="faint">
          the forecast over {barsText(wish.horizon)}, less what it would be with a group of inputs made
          ordinary
        </span>
      </div>
      {forecast === null ? (
        <p class="forecast-note faint">Told of a forecast, when there is one.</p>
      ) : isBaseline(forecast.servedBy) ? (
        <p class="forecast-note faint">
          {MODEL_WORDS[forecast.servedBy].name} answers, and looks at past bars as one: there are no groups of
          inputs to tell apart.
        </p>
      ) : (
        <Asked api={api} wish={wish} forecast={forecast} />
      )}
    </section>
  );
}

function isBaseline(model: ModelId): boolean {
  return BASELINE_IDS.some((one) => one === model);
}

function Asked({ api, wish, forecast }: ExplanationProps & { readonly forecast: ForecastView }) {
  // The one who answered is asked, of each new bar.
  const asked = { ...wish, model: forecast.servedBy };
  const key = `explain ${Object.values(asked).join()} ${forecast.issuedAt}`;
  const poll = usePoll(key, EVERY_MS, (signal) => api.explain(asked, signal));
  const told = poll.data.value;
  const error = poll.error.value;
  if (told !== null) return <Groups told={told} />;
  if (error === null) return <div class="table-skeleton" aria-busy="true" />;
  return (
    <Notice title="It cannot be told now" action={{ label: "Try again", run: () => void poll.refresh() }}>
      {error.message}
    </Notice>
  );
}

function Groups({ told }: { readonly told: ForecastExplanation }) {
  const most = Math.max(1e-6, ...told.groups.map(({ up }) => Math.abs(up ?? 0)));
  const points = (part: number | null) => (part === null ? "–" : signedPercent(part, 2));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section class="table-box" tabIndex={0} aria-label="What moved this, table">
        <table class="table moved num">
          <thead>
            <tr>
              <th scope="col">Inputs</th>
              <th scope="col">Chance of up</th>
              <th scope="col">In points</th>
              <th scope="col">Chance of down</th>
              <th scope="col">Median</th>
              <th scope="col">Width of 80 %</th>
            </tr>
          </thead>
          <tbody>
            {told.groups.map(({ group, title, inputs, up, down, median, width80 }) => (
              <tr key={group} data-group={group}>
                <th scope="row" title={inputs.join(", ")}>
                  {title}
                </th>
                <td>
                  <Diverging part={(up ?? 0) / most} />
                </td>
                <td>{points(up)}</td>
                <td>{points(down)}</td>
                <td>{points(median)}</td>
                <td>{points(width80)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p class="forecast-note faint">{told.method}</p>
    </>
  );
}

/** A bar from the middle to the right or the left; the digits stand beside it. @param part of half the width. */
function Diverging({ part }: { readonly part: number }) {
  const size = `${(Math.abs(part) * 50).toFixed(2)}%`;
  return (
    <div class="diverging" aria-hidden="true">
      <i
        class={part < 0 ? "down" : "up"}
        style={part < 0 ? { right: "50%", width: size } : { left: "50%", width: size }}
      />
    </div>
  );
}
