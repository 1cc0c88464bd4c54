import type { Round } from "./finding.ts";

/** Measures subject and floor in turn, each first every other time, so that a drift hits both. */
export async function interleave<T>(
  rounds: number,
  subject: () => Promise<T>,
  floor: () => Promise<T>,
): Promise<{ readonly subject: T; readonly floor: T }[]> {
  const measured: { subject: T; floor: T }[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i % 2 === 0) {
      const below = await floor();
      measured.push({ subject: await subject(), floor: below });
    } else {
      const above = await subject();
      measured.push({ subject: above, floor: await floor() });
    }
  }
  return measured;
}

/** One figure of each round. */
export function figures<T>(
  rounds: readonly { readonly subject: T; readonly floor: T }[],
  of: (measured: T) => number,
): Round[] {
  return rounds.map(({ subject, floor }) => ({ subject: of(subject), floor: of(floor) }));
}
