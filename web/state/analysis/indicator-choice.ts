/** An indicator that somebody wants on the chart. */
export interface IndicatorChoice {
  readonly id: string;
  /** In the catalog's order; those that are left out are the defaults. */
  readonly parameters: readonly number[];
}

/** More than these a chart does not show: panes and lines must stay readable. */
export const MAX_CHOICES = 8;

/** `macd(12,26,9)`, as the API spells it. */
export function choiceText({ id, parameters }: IndicatorChoice): string {
  return parameters.length === 0 ? id : `${id}(${parameters.join(",")})`;
}

/** `ema(21),macd(12,26,9)`. */
export function choicesText(choices: readonly IndicatorChoice[]): string {
  return choices.map(choiceText).join(",");
}

const ONE = /^([A-Za-z][A-Za-z0-9-]{0,39})(?:\(([-0-9., ]{0,120})\))?$/;

/**
 * The choices that a text names, each once. The text is from an address or the browser's storage: what cannot be
 * read is left out, whether such an indicator exists is the catalog's to tell.
 */
export function readChoices(text: string): IndicatorChoice[] {
  const choices = new Map<string, IndicatorChoice>();
  for (const part of text.split(/,(?![^(]*\))/)) {
    const found = ONE.exec(part.trim());
    const id = found?.[1];
    if (id === undefined) continue;
    const numbers = (found?.[2] ?? "").split(",").filter((one) => one.trim() !== "");
    const parameters = numbers.map(Number);
    if (!parameters.every(Number.isFinite)) continue;
    const choice = { id, parameters };
    choices.set(choiceText(choice), choice);
  }
  return [...choices.values()].slice(0, MAX_CHOICES);
}
