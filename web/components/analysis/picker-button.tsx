import { type ComponentType, createElement } from "preact";
import { useState } from "preact/hooks";
import { useDesk } from "../desk-context.ts";
import { LinesIcon } from "../icons.tsx";
import type { IndicatorPickerProps } from "./indicator-picker.tsx";

/** Opens the list of indicators, whose code comes with the first use. */
export function PickerButton() {
  const desk = useDesk();
  const [Picker, setPicker] = useState<ComponentType<IndicatorPickerProps> | null>(null);
  const [failed, setFailed] = useState(false);
  const open = desk.picker.value;
  const count = desk.shelf.choices.value.length;
  if (open && Picker === null && !failed) {
    import("./indicator-picker.tsx").then(
      (module) => setPicker(() => module.IndicatorPicker),
      () => setFailed(true),
    );
  }
  return (
    <>
      <button
        type="button"
        class="tool-button"
        title="Indicators on the chart (i)"
        aria-haspopup="dialog"
        onClick={() => desk.setPicker(true)}
      >
        <LinesIcon />
        <span class="tool-label">{failed ? "Did not load: reload the page" : "Indicators"}</span>
        {count > 0 && <span class="tool-count num">{count}</span>}
      </button>
      {open && Picker !== null && createElement(Picker, { onClose: () => desk.setPicker(false) })}
    </>
  );
}
