import type { ForecastView } from "../../api/forecasts-api.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import { MODEL_WORDS, reasonText, servedText } from "../../state/forecasts/model-words.ts";
import { percentText } from "../../state/forecasts/skill-words.ts";
import { useDesk } from "../desk-context.ts";

/** Who answered, why it was not the one that was asked, of what time, and who had a say in it. */
export function ServedNote({ forecast }: { readonly forecast: ForecastView }) {
  const zone = useDesk().preferences.zone.value;
  const { requested, servedBy, fallbackReason, fallbackDetail, issuedAt, version, members, inSample } =
    forecast;
  const isFallback = servedBy !== requested;
  return (
    <div class="served" data-served={servedBy}>
      <p class={isFallback ? "warn-text" : ""} title={fallbackDetail ?? undefined}>
        {servedText(requested, servedBy, fallbackReason)}
      </p>
      <p class="faint">
        Of the bar that closed at{" "}
        <time title={bothClocks(issuedAt)}>{formatDateTime(issuedAt, zone, false)}</time>; version {version}.
      </p>
      {inSample && (
        <p class="warn-text">
          The models may have learned from what came of this bar: what they say of it is not counted.
        </p>
      )}
      {members !== null && members.used.length > 0 && (
        <details>
          <summary>Members and weights</summary>
          <ul class="members num">
            {members.used.map(({ model, quantileWeights, directionWeight, halved }) => (
              <li key={model}>
                {MODEL_WORDS[model].name}:{" "}
                {quantileWeights.map((weight) => percentText(weight, 0)).join(" / ")} % of the horizons,{" "}
                {percentText(directionWeight, 0)} % of the direction
                {halved && "; halved, its inputs have drifted"}
              </li>
            ))}
            {members.missing.map(({ model, reason }) => (
              <li key={model} class="faint">
                {MODEL_WORDS[model].name} is left out: {reasonText(reason)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
