import type { FallbackReason, Outlook } from "./outlook.ts";

/** What a model says of a series at its last bar. */
export interface Spoken {
  readonly version: string;
  readonly outlook: Outlook;
}

/** Why it says nothing. */
export interface Silent {
  readonly reason: FallbackReason;
  /** In plain words, for people; null where the reason says it all. */
  readonly detail: string | null;
}

export type Answer = Spoken | Silent;

export function isSpoken<S extends Spoken>(answer: S | Silent | undefined): answer is S {
  return answer !== undefined && "outlook" in answer;
}
