import type { Kernel } from "../kernel.ts";
import { type ObvPart, obvPart, pushObv } from "../parts/obv.ts";

/**
 * On-balance volume (Granville): volume added on a higher close, taken away on a lower one, beginning with the first
 * bar's volume. Base units; a value from the first bar on. As TA-Lib's OBV.
 */
export const obv: Kernel<Readonly<Record<never, number>>, ObvPart, number> = {
  id: "obv",
  title: "On-balance volume",
  defaults: {},
  warmUp: () => 1,
  forgets: false,
  settles: () => "never",
  init: () => obvPart(),
  step: (state, bar) => pushObv(state, bar.close, bar.volume),
};
