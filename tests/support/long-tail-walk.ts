import type { PriceBar } from "../../market/indicators/kernel.ts";
import { priceBarOf } from "../../market/indicators/price-bar.ts";
import { walkBars } from "../../scripts/bench/bar-walk.ts";

/** As many made-up bars as the slowest indicator needs to settle; the reference file tells of the last ones. */
export function longTailWalk(): PriceBar[] {
  return [...walkBars("long tail", "1h", Date.UTC(2024, 0, 1), 6_200)].map(priceBarOf);
}
