import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sayPercent } from "../format/change.ts";
import { formatDecimal } from "../format/decimal.ts";
import type { Market } from "../state/market-board.ts";

const EVERY_MS = 30_000;

interface SpokenPriceProps {
  readonly market: Market;
}

/** The price for a screen reader: said when a symbol opens and then twice a minute, not with every trade. */
export function SpokenPrice({ market }: SpokenPriceProps) {
  const text = useSignal("");
  useEffect(() => {
    const say = () => {
      const ticker = market.ticker.peek();
      if (ticker === null) return;
      const price = formatDecimal(ticker.last, market.digits.peek());
      text.value = `${market.base} ${`${price} ${market.quote}`.trim()}, ${sayPercent(ticker.changePercent)} in 24 hours`;
    };
    say();
    const timer = setInterval(say, EVERY_MS);
    return () => clearInterval(timer);
  }, [market, text]);
  return (
    <p class="hidden" aria-live="polite">
      {text}
    </p>
  );
}
