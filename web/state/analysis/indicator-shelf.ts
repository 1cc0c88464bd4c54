import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { KeptText } from "../kept-text.ts";
import {
  choicesText,
  choiceText,
  type IndicatorChoice,
  MAX_CHOICES,
  readChoices,
} from "./indicator-choice.ts";

/** The indicators on the chart, whatever symbol it shows. A change is kept in the browser. */
export interface IndicatorShelf {
  readonly choices: ReadonlySignal<readonly IndicatorChoice[]>;
  /** As an address has them. */
  readonly text: ReadonlySignal<string>;
  readonly full: ReadonlySignal<boolean>;
  /** Puts one on the chart; nothing happens where it is there, or the chart is full. */
  add(choice: IndicatorChoice): void;
  /** Puts another in the place of one. */
  replace(text: string, choice: IndicatorChoice): void;
  remove(text: string): void;
  /** Shows what an address asks for. The viewer's own choice stays kept until he changes something. */
  show(text: string): void;
}

/** @param asked what the page was opened with; without it the viewer's own choice is shown. */
export function openShelf(kept: KeptText, asked: string | undefined): IndicatorShelf {
  const choices = signal<readonly IndicatorChoice[]>(readChoices(asked ?? kept.value.peek()));
  const set = (next: readonly IndicatorChoice[]) => {
    choices.value = next;
    kept.set(choicesText(next));
  };
  const has = (choice: IndicatorChoice) =>
    choices.value.some((one) => choiceText(one) === choiceText(choice));
  return {
    choices,
    text: computed(() => choicesText(choices.value)),
    full: computed(() => choices.value.length >= MAX_CHOICES),
    add(choice) {
      if (!has(choice) && choices.value.length < MAX_CHOICES) set([...choices.value, choice]);
    },
    replace(text, choice) {
      if (has(choice)) return;
      set(choices.value.map((one) => (choiceText(one) === text ? choice : one)));
    },
    remove(text) {
      set(choices.value.filter((one) => choiceText(one) !== text));
    },
    show(text) {
      choices.value = readChoices(text);
    },
  };
}
