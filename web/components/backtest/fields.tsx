interface NumberFieldProps {
  readonly label: string;
  readonly title?: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
}

/** A number as it is typed; what it has to be is checked where all of the form is. */
export function NumberField({ label, title, value, onInput }: NumberFieldProps) {
  return (
    <label class="field" title={title}>
      {label}
      <input
        type="text"
        inputMode="decimal"
        autocomplete="off"
        size={7}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}

interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly title: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few. */
export function SelectField<T extends string>({ label, value, options, onChange }: SelectFieldProps<T>) {
  return (
    <label class="field">
      {label}
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </label>
  );
}
