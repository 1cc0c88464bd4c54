import type { Signal } from "@preact/signals";
import type { Sizing } from "../../../market/backtest/settings.ts";
import { STRATEGIES } from "../../../market/backtest/strategies.ts";
import { TIMEFRAMES } from "../../../market/time/timeframe.ts";
import { type BacktestForm, FIRST_SIZES, parameterKey } from "../../state/backtest/backtest-form.ts";
import { TimeframeSelect } from "../coin/timeframe-select.tsx";
import { useDesk } from "../desk-context.ts";
import { NumberField, SelectField } from "./fields.tsx";

/** Seconds are kept for hours only. */
const FRAMES = TIMEFRAMES.filter((timeframe) => timeframe !== "1s");

const SIZES: readonly { readonly kind: Sizing["kind"]; readonly title: string; readonly unit: string }[] = [
  { kind: "fraction", title: "Part of equity", unit: "%" },
  { kind: "notional", title: "Fixed amount", unit: "quote" },
  { kind: "risk", title: "Risk to the stop", unit: "% of equity" },
];

const NO_YES = [
  { value: "0", title: "No" },
  { value: "1", title: "Yes" },
];

interface FormProps {
  readonly form: Signal<BacktestForm>;
  /** What is wrong with it, in a sentence; null where nothing is. */
  readonly fault: string | null;
  readonly busy: boolean;
  readonly onRun: () => void;
  readonly onCancel: () => void;
}

/** What to test, on which bars, on which terms. */
export function BacktestFormView({ form, fault, busy, onRun, onCancel }: FormProps) {
  const now = form.value;
  const set = (change: Partial<BacktestForm>) => {
    form.value = { ...form.value, ...change };
  };
  const unit = SIZES.find(({ kind }) => kind === now.sizing)?.unit ?? "";
  return (
    <form
      class="bt-form"
      aria-label="Backtest"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && fault === null) onRun();
      }}
    >
      <fieldset class="bt-set">
        <legend>Bars</legend>
        <Source form={now} set={set} />
      </fieldset>
      <Strategy form={now} set={set} />
      <fieldset class="bt-set">
        <legend>Terms</legend>
        <NumberField label="Capital" value={now.capital} onInput={(capital) => set({ capital })} />
        <SelectField
          label="Sides"
          value={now.sides}
          options={[
            { value: "long", title: "Long only" },
            { value: "both", title: "Long and short" },
          ]}
          onChange={(sides) => set({ sides })}
        />
        <SelectField
          label="Size"
          value={now.sizing}
          options={SIZES.map(({ kind, title }) => ({ value: kind, title }))}
          onChange={(sizing) => set({ sizing, size: FIRST_SIZES[sizing] })}
        />
        <NumberField label={`Size, ${unit}`} value={now.size} onInput={(size) => set({ size })} />
        <NumberField label="Fee, bp" value={now.feeBps} onInput={(feeBps) => set({ feeBps })} />
        <NumberField
          label="Slippage, bp"
          value={now.slippageBps}
          onInput={(slippageBps) => set({ slippageBps })}
        />
      </fieldset>
      <div class="bt-go">
        {/* Two buttons, not one that changes: turned into the other while it is pressed, it would submit the form. */}
        {busy ? (
          <button key="cancel" type="button" class="button" onClick={onCancel}>
            Cancel
          </button>
        ) : (
          <button key="run" type="submit" class="button primary" disabled={fault !== null}>
            Run the backtest
          </button>
        )}
        <p class="bt-fault" role="status">
          {busy ? "" : fault}
        </p>
      </div>
    </form>
  );
}

interface PartProps {
  readonly form: BacktestForm;
  readonly set: (change: Partial<BacktestForm>) => void;
}

function Source({ form, set }: PartProps) {
  const { board } = useDesk();
  const markets = board.markets.value;
  return (
    <>
      <label class="field">
        Market
        <select
          value={form.file === null ? form.symbol : ""}
          onChange={(event) => set({ symbol: event.currentTarget.value, file: null })}
        >
          {form.file !== null && <option value="">{form.file.name}</option>}
          {markets.map(({ symbol }) => (
            <option key={symbol} value={symbol}>
              {symbol}
            </option>
          ))}
        </select>
      </label>
      {form.file === null && (
        <>
          <TimeframeSelect
            frames={FRAMES}
            value={form.timeframe}
            onChange={(timeframe) => set({ timeframe })}
          />
          <DayField label="From" value={form.from} onChange={(from) => set({ from })} />
          <DayField label="To" value={form.to} onChange={(to) => set({ to })} />
        </>
      )}
      <label class="field bt-file">
        {form.file === null ? "Or a file of klines" : "File of klines"}
        <input
          type="file"
          accept=".csv,.gz"
          onChange={(event) => set({ file: event.currentTarget.files?.[0] ?? null })}
        />
      </label>
    </>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <label class="field">
      {label}
      <input type="date" required value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

function Strategy({ form, set }: PartProps) {
  const strategy = STRATEGIES.find(({ id }) => id === form.strategy);
  return (
    <fieldset class="bt-set">
      <legend>Strategy</legend>
      <SelectField
        label="Strategy"
        value={form.strategy}
        options={STRATEGIES.map(({ id, title }) => ({ value: id, title }))}
        onChange={(id) => set({ strategy: id })}
      />
      {strategy?.parameters.map((spec) => {
        const key = parameterKey(strategy.id, spec.name);
        const value = form.parameters[key] ?? String(spec.default);
        const take = (text: string) => set({ parameters: { ...form.parameters, [key]: text } });
        return spec.isWhole && spec.min === 0 && spec.max === 1 ? (
          <SelectField key={key} label={spec.title} value={value} options={NO_YES} onChange={take} />
        ) : (
          <NumberField key={key} label={spec.title} title={spec.description} value={value} onInput={take} />
        );
      })}
      <p class="bt-about faint">{strategy?.description}</p>
    </fieldset>
  );
}
