import type { Timeframe } from "../../../market/time/timeframe.ts";
import { TIMEFRAMES } from "../../../market/time/timeframe.ts";
import { type PairChoice, WINDOWS } from "../../state/pairs-choice.ts";
import { TimeframeSelect } from "../coin/timeframe-select.tsx";

interface PairFormProps {
  readonly choice: PairChoice & { readonly symbol1: string; readonly symbol2: string };
  readonly symbols: readonly string[];
  readonly onChange: (choice: PairChoice) => void;
}

/** Which two symbols, in which timeframe, over how many bars. */
export function PairForm({ choice, symbols, onChange }: PairFormProps) {
  const { symbol1, symbol2, timeframe, window } = choice;
  return (
    <form class="pair-form" onSubmit={(event) => event.preventDefault()}>
      <SymbolSelect
        label="Explain"
        value={symbol1}
        symbols={symbols}
        onChange={(next) =>
          onChange({ ...choice, symbol1: next, symbol2: next === symbol2 ? symbol1 : symbol2 })
        }
      />
      <SymbolSelect
        label="by"
        value={symbol2}
        symbols={symbols}
        onChange={(next) =>
          onChange({ ...choice, symbol2: next, symbol1: next === symbol1 ? symbol2 : symbol1 })
        }
      />
      <button
        type="button"
        class="button"
        onClick={() => onChange({ ...choice, symbol1: symbol2, symbol2: symbol1 })}
      >
        Swap
      </button>
      <TimeframeSelect
        frames={TIMEFRAMES}
        value={timeframe}
        onChange={(next: Timeframe) => onChange({ ...choice, timeframe: next })}
      />
      <label class="field">
        Window
        <select
          value={String(window)}
          onChange={(event) => onChange({ ...choice, window: Number(event.currentTarget.value) })}
        >
          {WINDOWS.map((bars) => (
            <option key={bars} value={String(bars)}>
              {bars} bars
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

interface SymbolSelectProps {
  readonly label: string;
  readonly value: string;
  readonly symbols: readonly string[];
  readonly onChange: (symbol: string) => void;
}

function SymbolSelect({ label, value, symbols, onChange }: SymbolSelectProps) {
  return (
    <label class="field">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {symbols.map((symbol) => (
          <option key={symbol} value={symbol}>
            {symbol}
          </option>
        ))}
      </select>
    </label>
  );
}
