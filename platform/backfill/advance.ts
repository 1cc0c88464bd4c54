import type { BackfillPorts } from "./ports.ts";
import type { Backfill } from "./rows.ts";

/** How much one call of `advance` may do before it returns. */
export interface Bounds {
  readonly requests: number;
  readonly ms: number;
}

/** How a backfill stands after a step; `row` has its progress (`cursor` between `fromOpen` and `toOpen`, `rows`). */
export type Advance =
  /** There is more to do: call again at once. */
  | { readonly state: "progress"; readonly row: Backfill }
  /** The exchange wants us to wait, or failed: call again after `ms`. */
  | { readonly state: "wait"; readonly row: Backfill; readonly ms: number; readonly reason: string }
  /** Somebody else is at it, until `ms` from now at most unless they go on. */
  | { readonly state: "busy"; readonly row: Backfill; readonly ms: number }
  | { readonly state: "done"; readonly row: Backfill }
  | { readonly state: "failed"; readonly row: Backfill };

/**
 * Takes a backfill some pages further. All progress is in its row, behind a lease of `owner`: a caller that was
 * killed anywhere is replaced by the next one, under any name, once the lease is over; under the same at once.
 * @throws Error when D1 fails; nothing is lost, call again.
 */
export declare function advance(
  ports: BackfillPorts,
  id: string,
  owner: string,
  bounds?: Partial<Bounds>,
): Promise<Advance>;
