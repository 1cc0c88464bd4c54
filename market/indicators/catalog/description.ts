/** What a parameter may be. Others of the same indicator may limit it further: a fast average is below a slow one. */
export interface ParameterRange {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

/**
 * What a number is counted in: the quote asset, the base asset, hundredths, a bare ratio, an indicator's own scale,
 * a side (1 up, −1 down), or quote times base.
 */
export const UNITS = ["price", "volume", "percent", "ratio", "score", "side", "money"] as const;
export type Unit = (typeof UNITS)[number];

export interface Output {
  /** `value` where there is one alone. */
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
}

/** Drawn over the prices, or with a scale of its own. */
export type Pane = "price" | "own";

/** A whole number, of bars mostly. */
export function whole(value: number, min = 2, max = 10_000): ParameterRange {
  return { default: value, min, max, integer: true };
}

export function real(value: number, min: number, max: number): ParameterRange {
  return { default: value, min, max, integer: false };
}

/** The output of an indicator that has one alone. */
export function single(title: string, unit: Unit): readonly Output[] {
  return [{ name: "value", title, unit }];
}

export function output(name: string, title: string, unit: Unit): Output {
  return { name, title, unit };
}
