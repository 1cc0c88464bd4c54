/** How much a moment stands out on a time axis, on the scale of lightweight-charts. */
const WEIGHT = {
  second: 10,
  minute: 20,
  fiveMinutes: 21,
  halfHour: 22,
  hour: 30,
  threeHours: 31,
  sixHours: 32,
  halfDay: 33,
  day: 50,
  month: 60,
  year: 70,
} as const;

const INTRADAY = [
  { ms: 43_200_000, weight: WEIGHT.halfDay },
  { ms: 21_600_000, weight: WEIGHT.sixHours },
  { ms: 10_800_000, weight: WEIGHT.threeHours },
  { ms: 3_600_000, weight: WEIGHT.hour },
  { ms: 1_800_000, weight: WEIGHT.halfHour },
  { ms: 300_000, weight: WEIGHT.fiveMinutes },
  { ms: 60_000, weight: WEIGHT.minute },
] as const;

/**
 * Weight of the moment `current` after `previous`, both as wall clocks whose UTC fields are the viewer's:
 * the largest unit of the viewer's calendar that begins between them.
 */
export function tickWeight(previous: Date, current: Date): number {
  if (previous.getUTCFullYear() !== current.getUTCFullYear()) return WEIGHT.year;
  if (previous.getUTCMonth() !== current.getUTCMonth()) return WEIGHT.month;
  if (previous.getUTCDate() !== current.getUTCDate()) return WEIGHT.day;
  const before = previous.getTime();
  const now = current.getTime();
  for (const { ms, weight } of INTRADAY) {
    if (Math.floor(before / ms) !== Math.floor(now / ms)) return weight;
  }
  return WEIGHT.second;
}
