import type { Finding } from "../../market/patterns/finding.ts";

/** A bar's findings as the column `patterns` has them: `[[pattern, strength, move, volume], ...]`; null for none. */
export function patternText(findings: readonly Finding[]): string | null {
  if (findings.length === 0) return null;
  return JSON.stringify(
    findings.map(({ pattern, strength, move, volume }) => [pattern, strength, move, volume]),
  );
}

/** Reads what `patternText` wrote. */
export function parsePatterns(text: string | null): readonly Finding[] {
  if (text === null) return [];
  // Nobody else writes the column.
  const rows = JSON.parse(text) as [Finding["pattern"], number, number, number | null][];
  return rows.map(([pattern, strength, move, volume]) => ({ pattern, strength, move, volume }));
}
