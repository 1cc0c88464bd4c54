import type { BarSeries } from "./bar-series.ts";
import type { Gap } from "./wire.ts";

/** Gaps known, oldest first, without repetition. */
export function addGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  const known = gaps.some((held) => held.from === gap.from && held.to === gap.to);
  return known ? gaps : [...gaps, gap].sort((a, b) => a.from - b.from).slice(-50);
}

/**
 * Gaps that still await their trades: a gap is repaired once each bar that it touches is final and was
 * folded from trades or corrected. Times in ms, bars of any length.
 */
export function openGaps(gaps: readonly Gap[], series: BarSeries): readonly Gap[] {
  return gaps.filter((gap) => {
    const touched = series.filter((bar) => bar.openTime <= gap.to && bar.closeTime >= gap.from);
    const last = touched.at(-1);
    const covered = last !== undefined && last.closeTime >= gap.to;
    return !(covered && touched.every((bar) => bar.final && (bar.source === "trades" || bar.revision > 0)));
  });
}

/** The words for a gap, the same on the chart and on the tape. */
export function gapText(gap: Gap, repaired = false): string {
  const trades = `${gap.missed.toLocaleString("en-US")} ${gap.missed === 1 ? "trade" : "trades"}`;
  return repaired ? `gap: ${trades} missed, repaired` : `gap: ${trades} missed, being repaired`;
}
