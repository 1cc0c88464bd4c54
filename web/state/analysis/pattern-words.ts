import { PATTERN_DEFINITIONS } from "../../../market/patterns/definitions.ts";
import { wordsOf } from "../../format/words.ts";

const KNOWN: ReadonlyMap<string, { readonly title: string; readonly words: string }> = new Map(
  Object.entries(PATTERN_DEFINITIONS),
);

/** A pattern's name and its rule in words; of one that a newer server knows, its name alone. */
export function patternWords(pattern: string): { readonly title: string; readonly rule: string } {
  const known = KNOWN.get(pattern);
  return { title: known?.title ?? wordsOf(pattern), rule: known?.words ?? "" };
}
