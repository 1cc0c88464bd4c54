import { PATTERN_IDS } from "../../market/patterns/detection.ts";
import type { Finding } from "../../market/patterns/finding.ts";

/** Numbers of each finding: its place in `PATTERN_IDS`, strength, and tenths of move and volume. */
const WIDTH = 4;

/**
 * A bar's findings as the column `patterns` has them: a JSON array of numbers, four of each finding; null for none.
 * Names would take so much that one row less fits on a page of D1: 17 % more to store of every symbol.
 */
export function patternText(findings: readonly Finding[]): string | null {
  if (findings.length === 0) return null;
  return JSON.stringify(
    findings.flatMap(({ pattern, strength, move, volume }) => [
      ...[PATTERN_IDS.indexOf(pattern), strength, Math.round(move * 10)],
      volume === null ? null : Math.round(volume * 10),
    ]),
  );
}

/** Reads what `patternText` wrote, to the same bits. @throws Error for anything else. */
export function parsePatterns(text: string | null): readonly Finding[] {
  if (text === null) return [];
  const numbers: unknown = JSON.parse(text);
  if (!Array.isArray(numbers) || numbers.length % WIDTH !== 0) throw new Error(`no stored patterns: ${text}`);
  return Array.from({ length: numbers.length / WIDTH }, (_, i) => {
    const [place, strength, move, volume] = numbers.slice(i * WIDTH, (i + 1) * WIDTH).map(Number);
    const pattern = PATTERN_IDS[place ?? -1];
    if (pattern === undefined || strength === undefined || move === undefined || volume === undefined) {
      throw new Error(`no stored patterns: ${text}`);
    }
    return {
      ...{ pattern, strength, move: move / 10 },
      volume: numbers[i * WIDTH + 3] === null ? null : volume / 10,
    };
  });
}
