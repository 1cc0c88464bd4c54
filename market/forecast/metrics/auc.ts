import type { Lean } from "./calls.ts";

/**
 * Area under the ROC curve: the chance that an up move was leaned to further than a down move, equal leans counting
 * half (Mann and Whitney). NaN where either is missing. One half is what no skill has.
 * @param weights how often each row counts, as a bootstrap draws them; all once without.
 */
export function auc(leans: readonly Lean[], weights?: ArrayLike<number>): number {
  return weightedAuc(rankLeans(leans), weights);
}

/** Rows from the least lean to the greatest: sorted once for all that is asked of them. */
export interface RankedLeans {
  readonly leans: readonly Lean[];
  /** Places in `leans`. */
  readonly order: Uint32Array;
}

export function rankLeans(leans: readonly Lean[]): RankedLeans {
  const order = Uint32Array.from(leans.keys());
  order.sort((a, b) => (leans[a]?.lean ?? 0) - (leans[b]?.lean ?? 0));
  return { leans, order };
}

/** `auc` of rows that are ranked already. */
export function weightedAuc({ leans, order }: RankedLeans, weights?: ArrayLike<number>): number {
  let [ups, downs, area] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    const lean = leans[order[i] ?? 0]?.lean;
    let [tiedUps, tiedDowns] = [0, 0];
    for (; i < order.length; i++) {
      const place = order[i] ?? 0;
      const one = leans[place];
      if (one?.lean !== lean) break;
      const weight = weights === undefined ? 1 : (weights[place] ?? 0);
      if (one?.up) tiedUps += weight;
      else tiedDowns += weight;
    }
    area += tiedUps * (downs + tiedDowns / 2);
    ups += tiedUps;
    downs += tiedDowns;
  }
  return ups > 0 && downs > 0 ? area / (ups * downs) : Number.NaN;
}
