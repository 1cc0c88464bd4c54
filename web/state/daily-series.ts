/** A day of a series: start in UTC, ms, and the value. */
export type Day = readonly [time: number, value: number];

export const SPANS = [
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 365, label: "1 year" },
] as const;
export type Span = (typeof SPANS)[number]["days"];

const DAY_MS = 86_400_000;

/** The days of the last `span` days of the series, by its own newest day: a recording of 2024 ends in 2024. */
export function lastDays(
  series: readonly (readonly [number, number | string])[],
  span: Span,
): readonly Day[] {
  const newest = series.at(-1)?.[0];
  if (newest === undefined) return [];
  return series
    .filter(([time]) => time > newest - span * DAY_MS)
    .map(([time, value]): Day => [time, Number(value)]);
}

export interface Summary {
  readonly first: Day;
  readonly last: Day;
  readonly low: Day;
  readonly high: Day;
}

/** What there is to say of a series in words; null of an empty one. */
export function summaryOf(series: readonly Day[]): Summary | null {
  const [first] = series;
  const last = series.at(-1);
  if (first === undefined || last === undefined) return null;
  let low = first;
  let high = first;
  for (const day of series) {
    if (day[1] < low[1]) low = day;
    if (day[1] > high[1]) high = day;
  }
  return { first, last, low, high };
}
