import type { Stretch } from "../backfill/stretch.ts";
import type { Bar } from "../bars/bar.ts";
import type { EpochMs } from "../time/timeframe.ts";
import { mergeRuns } from "./merge.ts";

/**
 * Which bars are wanted: the first `limit` of a range when it is read forward, else its last. Bounds on open
 * times, inclusive.
 */
export interface Wish {
  readonly forward: boolean;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly limit: number;
}

/** What one store answered to a wish. */
export interface Part {
  /** Oldest first. */
  readonly bars: readonly Bar[];
  /** Where the store stopped since it had enough: beyond this bar it may have more. Null where it told all. */
  readonly cutAt: EpochMs | null;
}

export const NOTHING: Part = { bars: [], cutAt: null };

/** A stretch that a store would know, but could not tell. */
export interface Unknown extends Stretch {
  readonly error: Error;
}

/** A page that is being put together; stores are added in order of precedence. Immutable. */
export interface Draft {
  readonly wish: Wish;
  readonly bars: readonly Bar[];
  /** Up to here (forward), or down to here, every store that was added told all it has. */
  readonly reach: EpochMs;
}

export function newDraft(wish: Wish): Draft {
  return { wish, bars: [], reach: wish.forward ? wish.to : wish.from };
}

export function addPart(draft: Draft, part: Part): Draft {
  const { wish, bars, reach } = draft;
  const cut = part.cutAt ?? reach;
  return {
    wish,
    bars: mergeRuns([bars, part.bars]),
    reach: wish.forward ? Math.min(reach, cut) : Math.max(reach, cut),
  };
}

/** Ends a draft before a stretch that could not be told: what is before it in reading order can still be drawn. */
export function endBefore(draft: Draft, unknown: Stretch): Draft {
  const cutAt = draft.wish.forward ? unknown.from - 1 : unknown.to + 1;
  return addPart(draft, { bars: [], cutAt });
}

/** The stretch on which the page depends: what lies outside of it cannot change the page any more. */
export function neededOf(draft: Draft): Stretch {
  const { wish, reach } = draft;
  const known = knownOf(draft);
  if (wish.forward) return { from: wish.from, to: known[wish.limit - 1]?.openTime ?? reach };
  return { from: known[known.length - wish.limit]?.openTime ?? reach, to: wish.to };
}

/**
 * Adds what a store has of a stretch, asking it only for what the page depends on. Where more of the stretch lies
 * beyond that, the draft says so.
 */
export async function addStretch(
  draft: Draft,
  stretch: Stretch,
  ask: (wanted: Stretch) => Promise<Part>,
): Promise<Draft> {
  const { forward } = draft.wish;
  const needed = neededOf(draft);
  const wanted = { from: Math.max(stretch.from, needed.from), to: Math.min(stretch.to, needed.to) };
  const part = wanted.from <= wanted.to ? await ask(wanted) : NOTHING;
  const beyond = forward ? stretch.to > needed.to && needed.to < draft.wish.to : stretch.from < needed.from;
  const edge = forward ? needed.to : needed.from;
  return addPart(draft, { bars: part.bars, cutAt: part.cutAt ?? (beyond ? edge : null) });
}

/** Bars oldest first, and whether more of the range lie beyond them. */
export interface Drawn {
  readonly bars: readonly Bar[];
  readonly more: boolean;
}

/** The page of a draft to which every store was added that has something in `neededOf`. */
export function drawn(draft: Draft): Drawn {
  const { wish, reach, bars } = draft;
  const known = knownOf(draft);
  const whole = reach === (wish.forward ? wish.to : wish.from) && known.length === bars.length;
  const page = wish.forward ? known.slice(0, wish.limit) : known.slice(-wish.limit);
  return { bars: page, more: !whole || known.length > wish.limit };
}

function knownOf({ wish, bars, reach }: Draft): readonly Bar[] {
  const inReach = wish.forward
    ? ({ openTime }: Bar) => openTime <= reach
    : ({ openTime }: Bar) => openTime >= reach;
  return bars.every(inReach) ? bars : bars.filter(inReach);
}
