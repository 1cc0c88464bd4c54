/** How much a run measures: the full size for figures, the quick one to try the benchmarks themselves. */
export interface Scale {
  readonly rounds: number;
  /** Multiplies the work of a round. */
  readonly work: number;
}

export const FULL: Scale = { rounds: 5, work: 1 };
export const QUICK: Scale = { rounds: 2, work: 0.2 };
