import { AVERAGES } from "./averages.ts";
import type { LibraryIndicator } from "./library-indicator.ts";
import { MOMENTUM } from "./momentum.ts";
import { VOLATILITY } from "./volatility.ts";
import { VOLUME } from "./volume.ts";

/**
 * The long tail: indicators of `trading-signals` that agree with TA-Lib, or with their formula written out, over all
 * recorded series (library.node.test.ts). What we compute ourselves is not taken from it.
 */
export const LIBRARY: readonly LibraryIndicator[] = [...AVERAGES, ...MOMENTUM, ...VOLATILITY, ...VOLUME];
