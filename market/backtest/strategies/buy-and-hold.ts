import type { Strategy } from "../strategy.ts";

/** What everything else is measured by: doing nothing. */
export const buyAndHold: Strategy<object> = {
  id: "buy-and-hold",
  title: "Buy and hold",
  description: "Buys at the open of the second bar and holds to the end.",
  parameters: [],
  hasStop: () => false,
  isIdleWhileHeld: true,
  columns: () => [],
  init: () => ({}),
  decide(_state, _bar, _row, held) {
    if (held !== null) return null;
    return { enter: [{ side: "long", at: null, stop: null, targets: [], reason: "buy and hold" }] };
  },
};
