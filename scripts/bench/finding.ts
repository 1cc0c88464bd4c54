import { median } from "./statistics.ts";

/** How a finding is judged: its ratio to the floor, or its own value where there is no floor. */
export interface Target {
  readonly op: ">=" | "<=";
  readonly value: number;
}

/** One figure of a benchmark beside its floor's. */
export interface Finding {
  readonly benchmark: string;
  readonly what: string;
  readonly unit: string;
  readonly subject: number;
  readonly floor: number | null;
  readonly floorName: string;
  /** Median of the rounds' own ratios, and the least and the greatest of them. */
  readonly ratio: number | null;
  readonly ratios: readonly number[];
  readonly target: Target | null;
}

/** What one round measured, subject and floor one right after the other. */
export interface Round {
  readonly subject: number;
  readonly floor: number;
}

/** The finding of several rounds: medians of both, and the median of the ratios within each round. */
export function findingOf(
  about: Pick<Finding, "benchmark" | "what" | "unit" | "floorName" | "target">,
  rounds: readonly Round[],
): Finding {
  const ratios = rounds.map(({ subject, floor }) => subject / floor);
  return {
    ...about,
    subject: median(rounds.map(({ subject }) => subject)),
    floor: median(rounds.map(({ floor }) => floor)),
    ratio: median(ratios),
    ratios,
  };
}

/** A figure that has no floor, judged by its value. */
export function findingWithoutFloor(
  about: Pick<Finding, "benchmark" | "what" | "unit" | "target">,
  value: number,
): Finding {
  return { ...about, subject: value, floor: null, floorName: "", ratio: null, ratios: [] };
}

/** True where the target is met; undefined where there is none. */
export function isMet({ target, ratio, subject }: Finding): boolean | undefined {
  if (target === null) return undefined;
  const value = ratio ?? subject;
  return target.op === ">=" ? value >= target.value : value <= target.value;
}
