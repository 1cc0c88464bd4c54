import { useDesk } from "../desk-context.ts";
import { FanIcon } from "../icons.tsx";

/** Shows the forecast on the chart, or takes it off. */
export function FanButton() {
  const { fan, toggleFan } = useDesk().preferences;
  const shown = fan.value.value !== "off";
  return (
    <button
      type="button"
      class="tool-button"
      aria-label="Forecast on the chart"
      aria-pressed={shown}
      title="Forecast on the chart: median, 80 % and 95 % of cases (f)"
      onClick={toggleFan}
    >
      <FanIcon />
      <span class="tool-label fan-label">Forecast</span>
    </button>
  );
}
