import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { CatalogIndicator } from "../../api/analysis-api.ts";
import { matching } from "../../state/analysis/catalog-search.ts";
import { choiceText, type IndicatorChoice, MAX_CHOICES } from "../../state/analysis/indicator-choice.ts";
import { parametersOf, titleOf } from "../../state/analysis/indicator-title.ts";
import { useDesk } from "../desk-context.ts";
import { CrossIcon, SearchIcon } from "../icons.tsx";
import { Notice } from "../notice.tsx";
import { ParameterForm } from "./parameter-form.tsx";
import "../../styles/picker.css";

export interface IndicatorPickerProps {
  readonly onClose: () => void;
}

/** All indicators there are: found by typing, chosen by arrow keys, put on the chart by Enter. */
export function IndicatorPicker({ onClose }: IndicatorPickerProps) {
  const desk = useDesk();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const query = useSignal("");
  const at = useSignal(0);
  /** The one on the chart that is being changed. */
  const editing = useSignal<IndicatorChoice | null>(null);
  const room = desk.analysis.value;
  const catalog = room === null || room === "failed" ? null : room.catalog.data.value;
  const found = useComputed(() => matching(known(desk.analysis.value), query.value));
  const chosen = found.value[Math.min(at.value, found.value.length - 1)];

  useEffect(() => {
    dialog.current?.showModal();
    search.current?.focus();
  }, []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const select = (index: number) => {
    editing.value = null;
    at.value = Math.max(0, Math.min(found.value.length - 1, index));
  };
  const put = (choice: IndicatorChoice) => {
    if (editing.value === null) desk.shelf.add(choice);
    else desk.shelf.replace(choiceText(editing.value), choice);
    editing.value = null;
  };
  const edit = (choice: IndicatorChoice) => {
    query.value = "";
    at.value = Math.max(
      0,
      found.value.findIndex(({ id }) => id === choice.id),
    );
    editing.value = choice;
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog already
    <dialog
      ref={dialog}
      class="help picker"
      aria-labelledby="picker-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="picker-body">
        <header class="picker-head">
          <h2 id="picker-title">Indicators</h2>
          <button
            type="button"
            class="icon-button"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            <CrossIcon />
          </button>
        </header>
        <div class="filter">
          <SearchIcon />
          <input
            ref={search}
            type="text"
            role="combobox"
            aria-expanded={true}
            aria-controls="picker-list"
            aria-activedescendant={chosen === undefined ? undefined : `pick-${chosen.id}`}
            aria-label="Find an indicator"
            placeholder="Find an indicator"
            autocomplete="off"
            spellcheck={false}
            value={query.value}
            onInput={(event) => {
              query.value = event.currentTarget.value;
              select(0);
            }}
            onKeyDown={(event) => {
              if (event.key === "ArrowDown" || event.key === "ArrowUp") {
                event.preventDefault();
                select(at.value + (event.key === "ArrowDown" ? 1 : -1));
              }
              if (event.key === "Enter" && chosen !== undefined) {
                put({ id: chosen.id, parameters: chosen.parameters.map((one) => one.default) });
              }
            }}
          />
        </div>
        {catalog === null ? (
          <CatalogState />
        ) : (
          <div ref={list} id="picker-list" class="picker-list" role="listbox" aria-label="Indicators">
            {found.value.map((entry, index) => (
              <Option key={entry.id} entry={entry} chosen={entry === chosen} onSelect={() => select(index)} />
            ))}
            {found.value.length === 0 && <p class="faint">No indicator has this name.</p>}
          </div>
        )}
        {chosen !== undefined && (
          <ParameterForm
            key={`${chosen.id} ${editing.value === null ? "" : choiceText(editing.value)}`}
            entry={chosen}
            start={editing.value}
            full={desk.shelf.full.value}
            onPut={put}
          />
        )}
        {catalog !== null && <Shown entries={catalog.indicators} onEdit={edit} />}
      </div>
    </dialog>
  );
}

function known(room: ReturnType<typeof useDesk>["analysis"]["value"]): readonly CatalogIndicator[] {
  return room === null || room === "failed" ? [] : (room.catalog.data.value?.indicators ?? []);
}

interface OptionProps {
  readonly entry: CatalogIndicator;
  readonly chosen: boolean;
  readonly onSelect: () => void;
}

function Option({ entry, chosen, onSelect }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search field's, as in any combobox
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and names the active option
    <div id={`pick-${entry.id}`} role="option" aria-selected={chosen} onClick={onSelect}>
      <span>{entry.title}</span>
      <span class="faint">{entry.pane === "price" ? "over prices" : "own pane"}</span>
    </div>
  );
}

interface ShownProps {
  readonly entries: readonly CatalogIndicator[];
  readonly onEdit: (choice: IndicatorChoice) => void;
}

/** What is on the chart already: to change or to take off. */
function Shown({ entries, onEdit }: ShownProps) {
  const { shelf } = useDesk();
  const choices = shelf.choices.value;
  return (
    <section class="picker-shown" aria-label="On the chart">
      <h3>
        On the chart <span class="faint num">{`${choices.length} of at most ${MAX_CHOICES}`}</span>
      </h3>
      <ul>
        {choices.map((choice) => {
          const entry = entries.find(({ id }) => id === choice.id);
          const title =
            entry === undefined ? choiceText(choice) : titleOf(entry, parametersOf(choice, entry));
          return (
            <li key={choiceText(choice)} class="picker-chip num">
              <button type="button" title={`Change ${title}`} onClick={() => onEdit(choice)}>
                {title}
              </button>
              <button
                type="button"
                class="chip-button"
                aria-label={`Remove ${title} from the chart`}
                onClick={() => shelf.remove(choiceText(choice))}
              >
                <CrossIcon />
              </button>
            </li>
          );
        })}
        {choices.length === 0 && <li class="faint">Nothing yet.</li>}
      </ul>
    </section>
  );
}

function CatalogState() {
  const room = useDesk().analysis.value;
  if (room === "failed") {
    return (
      <Notice title="The list did not load" action={{ label: "Reload", run: () => location.reload() }}>
        The network broke, or Wick was updated under the open page.
      </Notice>
    );
  }
  const error = room?.catalog.error.value ?? null;
  if (room !== null && error !== null) {
    return (
      <Notice
        title="The list did not load"
        action={{ label: "Try again", run: () => room.catalog.refresh() }}
      >
        {error.message}
      </Notice>
    );
  }
  return <div class="table-skeleton" aria-busy="true" />;
}
