import type { Bar } from "../bars/bar.ts";
import type { Drawn, Wish } from "./draft.ts";

/** A page with the forming bar as its last, where it belongs there and the page reaches to it. */
export function withForming(wish: Wish, page: Drawn, forming: Bar | undefined): Drawn {
  const last = page.bars.at(-1);
  if (forming === undefined || forming.openTime > wish.to || forming.openTime < wish.from) return page;
  if (wish.forward && page.more) return page;
  if (last !== undefined && last.openTime >= forming.openTime) return page;
  const bars = [...page.bars, forming];
  if (bars.length <= wish.limit) return { bars, more: page.more };
  return wish.forward ? { bars: page.bars, more: true } : { bars: bars.slice(1), more: true };
}
