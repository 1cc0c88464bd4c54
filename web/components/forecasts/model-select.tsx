import type { ModelId } from "../../../market/forecast/model-id.ts";
import { isModelId, MODEL_ORDER } from "../../state/forecasts/forecast-choice.ts";
import { MODEL_WORDS } from "../../state/forecasts/model-words.ts";

interface ModelSelectProps {
  readonly value: ModelId;
  readonly onChange: (model: ModelId) => void;
}

export function ModelSelect({ value, onChange }: ModelSelectProps) {
  return (
    <label class="field">
      Model
      <select
        value={value}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (isModelId(chosen)) onChange(chosen);
        }}
      >
        {MODEL_ORDER.map((model) => (
          <option key={model} value={model}>
            {MODEL_WORDS[model].name}
          </option>
        ))}
      </select>
    </label>
  );
}
