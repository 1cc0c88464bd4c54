import type { AggTrade } from "../model/trade.ts";
import type { Fill } from "./fill.ts";

/**
 * Merges consecutive individual trades of equal time, price and side into aggregate trades. Their ids are ours:
 * they count from `firstId`, without holes. A hole in the recorded ids ends an aggregate trade.
 */
export function mergeFills(fills: readonly Fill[], firstId: number): AggTrade[] {
  const merged: AggTrade[] = [];
  let run: Fill[] = [];
  const finish = () => {
    const [first] = run;
    const last = run.at(-1);
    if (first === undefined || last === undefined) return;
    merged.push({
      id: firstId + merged.length,
      firstId: first.id,
      lastId: last.id,
      price: first.price,
      size: run.reduce((sum, fill) => sum + fill.size, 0n),
      timeUs: first.timeUs,
      buyerIsMaker: first.buyerIsMaker,
      fills: run.map((fill) => fill.size),
    });
    run = [];
  };
  for (const fill of fills) {
    const previous = run.at(-1);
    const same =
      previous !== undefined &&
      fill.id === previous.id + 1 &&
      fill.timeUs === previous.timeUs &&
      fill.price === previous.price &&
      fill.buyerIsMaker === previous.buyerIsMaker;
    if (!same) finish();
    run.push(fill);
  }
  finish();
  return merged;
}
