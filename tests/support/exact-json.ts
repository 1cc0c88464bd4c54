/** JSON as it was written: every number as its own text, so that no digit is rounded away. */
export type Exact = string | boolean | null | readonly Exact[] | { readonly [name: string]: Exact };

type Reviver = (name: string, value: unknown, context: { readonly source?: string }) => unknown;
type Parse = (text: string, reviver: Reviver) => Exact;

/** Node hands a reviver the source text of each number, which TypeScript's library does not know yet. */
const parse = JSON.parse as Parse;

export function parseExact(text: string): Exact {
  return parse(text, (_name, value, context) =>
    typeof value === "number" ? (context.source ?? String(value)) : value,
  );
}

/** The texts of all bars in an answer or event, in order. A bar is the only object with an `openTime`. */
export function barTexts(text: string): string[] {
  return text.match(/\{"openTime":[^{}]*\}/g) ?? [];
}

/** One bar, numbers as text. */
export interface ExactBar {
  readonly openTime: string;
  readonly closeTime: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly n: string;
  readonly takerBuyVolume: string;
  readonly takerBuyQuoteVolume: string;
  readonly firstId: string | null;
  readonly lastId: string | null;
  readonly final: boolean;
  readonly revision: string;
  readonly source: string;
}

export function exactBars(text: string): ExactBar[] {
  return barTexts(text).map((bar) => parseExact(bar) as unknown as ExactBar);
}
