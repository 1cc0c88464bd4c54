import { bothClocks, formatClock } from "../format/time.ts";
import type { Market } from "../state/market-board.ts";
import { useDesk } from "./desk-context.ts";

interface AsOfProps {
  readonly market: Market;
}

/** The exchange's time of the newest thing shown. */
export function AsOf({ market }: AsOfProps) {
  const desk = useDesk();
  const traded = desk.trades.value?.last.value?.time ?? 0;
  const asOf = Math.max(traded, market.asOf.value ?? 0);
  if (asOf === 0) return null;
  return (
    <time class="as-of num faint" dateTime={new Date(asOf).toISOString()} title={bothClocks(asOf)}>
      as of {formatClock(asOf, desk.preferences.zone.value)}
    </time>
  );
}
