import { horizonsOf, MODEL_TIMEFRAMES } from "../../../market/forecast/horizons.ts";
import type { ScoredWish } from "../../api/forecasts-api.ts";
import { horizonIn, modelTimeframeOr } from "../../state/forecasts/forecast-choice.ts";
import { barsText } from "../../state/forecasts/model-words.ts";
import { TimeframeSelect } from "../coin/timeframe-select.tsx";
import { ModelSelect } from "./model-select.tsx";

interface ForecastFormProps {
  readonly choice: ScoredWish;
  readonly symbols: readonly string[];
  readonly onChange: (choice: ScoredWish) => void;
}

/** Whose forecasts, of what, over how many bars. */
export function ForecastForm({ choice, symbols, onChange }: ForecastFormProps) {
  const { symbol, timeframe, horizon, model } = choice;
  return (
    <form class="forecast-form" onSubmit={(event) => event.preventDefault()}>
      <label class="field">
        Coin
        <select
          value={symbol}
          onChange={(event) => onChange({ ...choice, symbol: event.currentTarget.value })}
        >
          {symbols.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <TimeframeSelect
        frames={MODEL_TIMEFRAMES}
        value={timeframe}
        onChange={(chosen) => {
          const next = modelTimeframeOr(chosen);
          onChange({ ...choice, timeframe: next, horizon: horizonIn(next, horizon) });
        }}
      />
      <label class="field">
        Horizon
        <select
          value={String(horizon)}
          onChange={(event) => onChange({ ...choice, horizon: Number(event.currentTarget.value) })}
        >
          {horizonsOf(timeframe).map((bars) => (
            <option key={bars} value={String(bars)}>
              {barsText(bars)}
            </option>
          ))}
        </select>
      </label>
      <ModelSelect value={model} onChange={(next) => onChange({ ...choice, model: next })} />
    </form>
  );
}
