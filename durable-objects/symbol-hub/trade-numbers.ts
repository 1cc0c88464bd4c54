/**
 * The numbers of trade events. Every trade event carries one trade, so its number is the trade's id plus an
 * offset that changes at gaps only: trades fetched again after a crash get the numbers they had ([BAR-42]).
 */
export interface TradeSegment {
  /** First trade id of the segment. */
  readonly fromId: number;
  /** seq = id + offset */
  readonly offset: number;
}

/** More gaps than this within the log's ten minutes are answered by a snapshot. */
const MAX_SEGMENTS = 200;

export class TradeNumbers {
  readonly #segments: TradeSegment[];

  constructor(segments: readonly TradeSegment[] = []) {
    this.#segments = [...segments];
  }

  get segments(): readonly TradeSegment[] {
    return this.#segments;
  }

  /** The trade with `id` gets number `seq`, the next ones follow. */
  begin(id: number, seq: number): void {
    this.#segments.push({ fromId: id, offset: seq - id });
    if (this.#segments.length > MAX_SEGMENTS) this.#segments.shift();
  }

  /** Number of a trade of the newest segment. */
  next(id: number): number {
    return id + (this.#segments.at(-1)?.offset ?? 0);
  }

  /** Number of any trade; undefined for one that was never announced (in a gap, or too long ago). */
  of(id: number): number | undefined {
    for (let i = this.#segments.length - 1; i >= 0; i--) {
      const segment = this.#segments[i];
      if (segment === undefined || id < segment.fromId) continue;
      const next = this.#segments[i + 1];
      const gapSeq = next === undefined ? Number.POSITIVE_INFINITY : next.fromId + next.offset - 1;
      return id + segment.offset < gapSeq ? id + segment.offset : undefined;
    }
    return undefined;
  }

  /** The first trade id whose number is above `seq`; undefined when that is before the oldest segment. */
  firstIdAfter(seq: number): number | undefined {
    for (let i = this.#segments.length - 1; i >= 0; i--) {
      const segment = this.#segments[i];
      if (segment === undefined) continue;
      if (seq >= segment.fromId + segment.offset - 1)
        return Math.max(segment.fromId, seq + 1 - segment.offset);
    }
    return undefined;
  }
}
