import { DIRECTION_HORIZON, MOVE_THRESHOLD } from "../../../market/forecast/horizons.ts";
import type { ForecastView } from "../../api/forecasts-api.ts";
import { CALLS, callWords } from "../../state/forecasts/call-words.ts";
import { barsText } from "../../state/forecasts/model-words.ts";
import { percentText } from "../../state/forecasts/skill-words.ts";

const SCOPE = `over ${barsText(DIRECTION_HORIZON)}; up and down are beyond ±${MOVE_THRESHOLD * 100} %`;

/** The call over five bars with the chances of all three, and how sure it is. */
export function DirectionCard({ forecast }: { readonly forecast: ForecastView }) {
  const { call, probabilities, absent } = forecast;
  if (call === null || probabilities === null) {
    const why = absent.find(({ output }) => output === "call" || output === "probabilities")?.why;
    return (
      <section class="side-section" aria-label="Direction">
        <h3>
          Direction <span class="faint">{SCOPE}</span>
        </h3>
        <p class="side-text">No call{why === undefined ? "." : `: ${why}`}</p>
      </section>
    );
  }
  const { mark, word, tone } = callWords(call.class);
  return (
    <section class="side-section" aria-label="Direction">
      <h3>
        Direction <span class="faint">{SCOPE}</span>
      </h3>
      <div class="decision-head">
        <p class={`decision-word ${tone}`} data-call={call.class}>
          <span aria-hidden="true">{mark}</span> {word}
        </p>
        <p class="call-sure num">
          <b>{percentText(call.confidence)} %</b>
          <span class="faint">{call.level} confidence</span>
        </p>
      </div>
      <div class="chance-bar" aria-hidden="true">
        {probabilities.map((part, index) => (
          <i key={CALLS[index]?.word} class={CALLS[index]?.tone} style={{ flexGrow: part }} />
        ))}
      </div>
      <dl class="chances num">
        {probabilities.map((part, index) => (
          <div key={CALLS[index]?.word} title={CALLS[index]?.means}>
            <dt>
              <span class={CALLS[index]?.tone} aria-hidden="true">
                {CALLS[index]?.mark}
              </span>{" "}
              {CALLS[index]?.word}
            </dt>
            <dd data-chance={CALLS[index]?.word}>{percentText(part)} %</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
