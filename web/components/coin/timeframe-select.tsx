import { isTimeframe, type Timeframe } from "../../../market/time/timeframe.ts";

interface TimeframeSelectProps {
  readonly frames: readonly Timeframe[];
  readonly value: Timeframe;
  readonly onChange: (timeframe: Timeframe) => void;
}

export function TimeframeSelect({ frames, value, onChange }: TimeframeSelectProps) {
  return (
    <label class="field">
      Timeframe
      <select
        value={value}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (isTimeframe(chosen)) onChange(chosen);
        }}
      >
        {frames.map((timeframe) => (
          <option key={timeframe} value={timeframe}>
            {timeframe}
          </option>
        ))}
      </select>
    </label>
  );
}
