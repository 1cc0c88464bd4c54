import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { coinOfBase } from "../../contract/coins.ts";
import { formatDecimal } from "../format/decimal.ts";
import { pairName } from "../format/pair.ts";
import type { Desk } from "../state/desk.ts";

/** Keeps the price of the open symbol in the tab's title, by the ticker's pace of once a second. */
export function useTitle(desk: Desk): void {
  useEffect(
    () =>
      effect(() => {
        const at = desk.route.value;
        const market = desk.market.value;
        const ticker = market?.ticker.value ?? null;
        if (at.page === "operations") document.title = "Operations · Wick";
        else if (at.page === "pairs") document.title = "Pairs · Wick";
        else if (at.page === "forecasts") document.title = "Forecasts · Wick";
        else if (at.page === "backtest") document.title = "Backtest · Wick";
        else if (at.page === "coin") document.title = `${coinOfBase(at.coin).name} (${at.coin}) · Wick`;
        else if (market === null) document.title = "Wick";
        else if (ticker === null) document.title = `${pairName(market)} · Wick`;
        else document.title = `${formatDecimal(ticker.last, market.digits.value)} ${pairName(market)} · Wick`;
      }),
    [desk],
  );
}
