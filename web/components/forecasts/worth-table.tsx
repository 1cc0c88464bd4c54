import { DIRECTION_HORIZON } from "../../../market/forecast/horizons.ts";
import type { ForecastView } from "../../api/forecasts-api.ts";
import { formatDate } from "../../format/time.ts";
import { barsText, MODEL_WORDS } from "../../state/forecasts/model-words.ts";
import { liveDirectionText, liveHorizonText } from "../../state/forecasts/skill-words.ts";
import { SkillMark } from "./skill-mark.tsx";

/** What the forecasts of whoever answered were worth: measured before they were served, and since. */
export function WorthTable({ forecast }: { readonly forecast: ForecastView }) {
  const { skill, live, backtest, servedBy, horizons } = forecast;
  return (
    <section class="side-section" aria-label="Skill">
      <h3>
        Skill of {MODEL_WORDS[servedBy].name} <span class="faint">over naive, 95 % interval</span>
      </h3>
      <table class="levels worth num">
        <caption class="hidden">In the last fold, and live of this coin</caption>
        <tbody>
          {horizons.map(({ horizon }) => {
            const measured = skill?.horizons.find((one) => one.horizon === horizon)?.pinball ?? null;
            const record = live?.horizons.find((one) => one.horizon === horizon)?.live.deployed;
            return (
              <tr key={horizon} data-worth={horizon}>
                <th scope="row">{barsText(horizon)}</th>
                <td>
                  {servedBy === "naive" ? (
                    <span class="faint">is the measure</span>
                  ) : (
                    <SkillMark skill={measured} />
                  )}
                  <p class="faint">live: {record === undefined ? "not logged" : liveHorizonText(record)}</p>
                </td>
              </tr>
            );
          })}
          <tr data-worth="direction">
            <th scope="row" title={`Log-loss of the call over ${barsText(DIRECTION_HORIZON)}`}>
              Direction
            </th>
            <td>
              <SkillMark skill={skill?.direction?.logLoss ?? null} />
              <p class="faint">
                live: {live === null ? "not logged" : liveDirectionText(live.direction.deployed)}
              </p>
            </td>
          </tr>
        </tbody>
      </table>
      <p class="side-text faint">
        {backtest === null
          ? "Nothing was measured of it before it was served."
          : `Measured on ${backtest.n.toLocaleString("en-US")} forecasts of ${formatDate(backtest.from, "utc")} to ${formatDate(backtest.to, "utc")}, none of which it was fitted to; all coins together.`}
      </p>
    </section>
  );
}
