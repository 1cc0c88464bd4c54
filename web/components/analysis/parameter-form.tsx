import { useRef } from "preact/hooks";
import type { CatalogIndicator } from "../../api/analysis-api.ts";
import { wordsOf } from "../../format/words.ts";
import type { IndicatorChoice } from "../../state/analysis/indicator-choice.ts";

interface ParameterFormProps {
  readonly entry: CatalogIndicator;
  /** The one on the chart that is changed; null where another is put beside it. */
  readonly start: IndicatorChoice | null;
  /** No more fit on the chart. */
  readonly full: boolean;
  readonly onPut: (choice: IndicatorChoice) => void;
}

/** The parameters of one indicator, with what the catalog allows. */
export function ParameterForm({ entry, start, full, onPut }: ParameterFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const put = () => {
    const inputs = [...(form.current?.querySelectorAll("input") ?? [])];
    onPut({ id: entry.id, parameters: inputs.map(({ value }) => Number(value)) });
  };
  return (
    <form
      ref={form}
      class="parameter-form"
      onSubmit={(event) => {
        event.preventDefault();
        put();
      }}
    >
      <span class="parameter-title">{entry.title}</span>
      {entry.formula !== "" && <span class="parameter-formula">{entry.formula}</span>}
      {entry.parameters.map(({ name, default: usual, min, max, integer }, index) => (
        <label key={name} class="field">
          {wordsOf(name)}
          <input
            type="number"
            required
            min={min}
            max={max}
            step={integer ? 1 : "any"}
            defaultValue={String(start?.parameters[index] ?? usual)}
          />
        </label>
      ))}
      <button type="submit" class="button" disabled={full && start === null}>
        {start !== null ? "Change it" : full ? "The chart is full" : "Put on the chart"}
      </button>
    </form>
  );
}
