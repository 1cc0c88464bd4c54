import { hash32, hashText } from "../model/random.ts";

/**
 * Whether a fault of the given rate strikes. It depends on the seed and on what it may strike, never on when
 * or in which order that happens, so a run is repeated by its seed.
 */
export function strikes(rate: number | undefined, seed: number, fault: string, ...target: number[]): boolean {
  if (rate === undefined || rate <= 0) return false;
  return hash32(seed, hashText(fault), ...target) / 4_294_967_296 < rate;
}
