import { openTimeOf, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { type BarSeries, indexAtOrAfter } from "./bar-series.ts";
import type { Gap, ViewBar } from "./wire.ts";

const NONE: readonly Gap[] = [];
const MINUTE = TIMEFRAME_MS["1m"];
const KEPT = 50;

/** Gaps known, oldest first, without repetition. */
export function addGap(gaps: readonly Gap[], gap: Gap): readonly Gap[] {
  const known = gaps.some((held) => held.from === gap.from && held.to === gap.to);
  return known ? gaps : [...gaps, gap].sort((a, b) => a.from - b.from).slice(-KEPT);
}

/** A gap in the trades while it awaits repair: the minutes that are not yet made of their trades again. */
export interface Repair {
  readonly gap: Gap;
  readonly minutes: ReadonlySet<number>;
}

/** The repair that a gap in the trades needs: [BAR-33] refolds each minute that it touches. */
export function repairOf(gap: Gap): Repair {
  const minutes = new Set<number>();
  for (let at = openTimeOf(gap.from, "1m"); at <= gap.to; at += MINUTE) minutes.add(at);
  return { gap, minutes };
}

/** Repairs after news of a 1m bar: a minute is whole once its final bar came from trades or was corrected. */
export function applyMinute(repairs: readonly Repair[], bar: ViewBar): readonly Repair[] {
  const whole = bar.final && (bar.source === "trades" || bar.revision > 0);
  if (!whole || !repairs.some(({ minutes }) => minutes.has(bar.openTime))) return repairs;
  return repairs
    .map(({ gap, minutes }) => ({
      gap,
      minutes: new Set([...minutes].filter((minute) => minute !== bar.openTime)),
    }))
    .filter(({ minutes }) => minutes.size > 0);
}

/** Silent minutes that still have no bar; one may yet be made of trades that are pushed late. */
export function openSilences(gaps: readonly Gap[], series: BarSeries): readonly Gap[] {
  const open = gaps.filter((gap) => {
    const bar = series[indexAtOrAfter(series, gap.from)];
    return bar === undefined || bar.openTime > gap.to;
  });
  return open.length === 0 ? NONE : open;
}

/** The words for a gap, the same on the chart and on the tape. */
export function gapText(gap: Gap, repaired = false): string {
  const count = `${gap.missed.toLocaleString("en-US")} ${gap.missed === 1 ? gap.unit.slice(0, -1) : gap.unit}`;
  if (gap.unit === "minutes") return `gap: ${count} without data from the exchange`;
  return repaired ? `gap: ${count} missed, repaired` : `gap: ${count} missed, being repaired`;
}
