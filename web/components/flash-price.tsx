import { useEffect, useRef } from "preact/hooks";
import { formatDecimal } from "../format/decimal.ts";

interface FlashPriceProps {
  readonly price: number;
  readonly digits: number;
  /** The price of the page: its digits light up, not a box around them. */
  readonly big?: boolean;
}

/** A price that lights up for a moment in the direction it moved. */
export function FlashPrice({ price, digits, big = false }: FlashPriceProps) {
  const element = useRef<HTMLSpanElement>(null);
  const before = useRef(price);
  useEffect(() => {
    const moved = price - before.current;
    before.current = price;
    if (moved === 0 || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const side = moved > 0 ? "up" : "down";
    const from = big ? { color: `var(--${side})` } : { backgroundColor: `var(--${side}-flash)` };
    element.current?.animate([from, {}], { duration: 700, easing: "ease-out" });
  }, [price, big]);
  return (
    <span ref={element} class={`price num${big ? " big" : ""}`}>
      {formatDecimal(price, digits)}
    </span>
  );
}
