import type { ForecastView } from "../../api/forecasts-api.ts";
import { fanNote } from "../../state/forecasts/forecast-fan.ts";

export interface FanTextProps {
  readonly forecast: ForecastView;
  readonly digits: number;
}

/** The fan in a line over the chart, and in full for those who cannot see it. */
export function FanText({ forecast, digits }: FanTextProps) {
  const { short, long } = fanNote(forecast, digits);
  return (
    <p class="fan-note num" title={long}>
      <span aria-hidden="true">{short}</span>
      <span class="hidden">{long}</span>
    </p>
  );
}
