/** Rows of text under each other: the first column to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((row) => (row[place] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, place) => (place === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[place] ?? 0)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** 0.0512 as 5.12 %; a dash for null. */
export function percentText(ratio: number | null, digits = 2): string {
  return ratio === null ? "–" : `${(ratio * 100).toFixed(digits)} %`;
}

export function numberText(value: number | null, digits = 2): string {
  return value === null ? "–" : value.toFixed(digits);
}

/** A stretch of time in days, or hours where it is short. */
export function spanText(ms: number): string {
  return ms >= 172_800_000 ? `${(ms / 86_400_000).toFixed(0)} d` : `${(ms / 3_600_000).toFixed(1)} h`;
}
