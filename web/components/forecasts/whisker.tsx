import type { PlotScale } from "../../state/forecasts/plot-scale.ts";
import type { MeasuredSkill } from "../../state/forecasts/skill-words.ts";

interface WhiskerProps {
  readonly scale: PlotScale;
  /** A dot with its interval; none where nothing was measured. */
  readonly value: MeasuredSkill | null;
  /** Where a line says: naive, or the nominal level. */
  readonly reference: number;
}

const percent = (part: number) => `${(part * 100).toFixed(2)}%`;

/** A figure as a dot on its interval. Decoration: the digits stand beside it. */
export function Whisker({ scale, value, reference }: WhiskerProps) {
  return (
    <div class="whisker" aria-hidden="true">
      <i class="whisker-reference" style={{ left: percent(scale.at(reference)) }} />
      {value !== null && (
        <>
          <i
            class="whisker-line"
            style={{
              left: percent(scale.at(value.low)),
              width: percent(scale.at(value.high) - scale.at(value.low)),
            }}
          />
          <i class="whisker-dot" style={{ left: percent(scale.at(value.value)) }} />
        </>
      )}
    </div>
  );
}

interface WhiskerAxisProps {
  readonly scale: PlotScale;
  readonly label: (value: number) => string;
}

/** The scale that the whiskers below stand on. */
export function WhiskerAxis({ scale, label }: WhiskerAxisProps) {
  const [first = 0, second = 1] = scale.ticks;
  // Every other one has room where there are many, and zero is among them.
  const ticks =
    scale.ticks.length > 3
      ? scale.ticks.filter((tick) => Math.round(tick / (second - first)) % 2 === 0)
      : scale.ticks;
  return (
    <div class="whisker-axis num" aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} style={{ left: percent(scale.at(tick)) }}>
          {label(tick)}
        </span>
      ))}
    </div>
  );
}
