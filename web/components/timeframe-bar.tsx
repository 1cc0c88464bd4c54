import { TIMEFRAMES } from "../../market/time/timeframe.ts";
import { useDesk } from "./desk-context.ts";

export function TimeframeBar() {
  const desk = useDesk();
  return (
    <fieldset class="timeframes">
      <legend class="hidden">Timeframe</legend>
      {TIMEFRAMES.map((timeframe, index) => (
        <button
          key={timeframe}
          type="button"
          aria-pressed={desk.timeframe.value === timeframe}
          title={`${timeframe} bars (${index + 1})`}
          onClick={() => desk.setTimeframe(timeframe)}
        >
          {timeframe}
        </button>
      ))}
    </fieldset>
  );
}
