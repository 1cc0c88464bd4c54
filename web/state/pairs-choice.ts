import { isTimeframe, type Timeframe } from "../../market/time/timeframe.ts";

/** What the pairs page shows, as its address says it; null where the viewer has not chosen. */
export interface PairChoice {
  readonly symbol1: string | null;
  readonly symbol2: string | null;
  readonly timeframe: Timeframe;
  readonly window: number;
}

export const PAIRS_PATH = "/pairs";
export const WINDOWS = [20, 60, 120, 250, 500, 1_000] as const;
const USUAL_WINDOW = 60;
const SYMBOL = /^[A-Za-z0-9]{2,20}$/;

export function parsePairChoice(search: string): PairChoice {
  const query = new URLSearchParams(search);
  const symbol = (name: string) => {
    const text = query.get(name) ?? "";
    return SYMBOL.test(text) ? text.toUpperCase() : null;
  };
  const timeframe = query.get("tf") ?? "";
  const window = Number(query.get("window"));
  return {
    symbol1: symbol("y"),
    symbol2: symbol("x"),
    timeframe: isTimeframe(timeframe) ? timeframe : "1m",
    window: WINDOWS.find((one) => one === window) ?? USUAL_WINDOW,
  };
}

export function pairPath({ symbol1, symbol2, timeframe, window }: PairChoice): string {
  const names = symbol1 === null || symbol2 === null ? "" : `y=${symbol1}&x=${symbol2}&`;
  return `${PAIRS_PATH}?${names}tf=${timeframe}&window=${window}`;
}

/** A pair of two different symbols of those there are: the wanted ones, else the first that fit. */
export function pairOf(
  choice: PairChoice,
  symbols: readonly string[],
): { readonly symbol1: string; readonly symbol2: string } | null {
  const symbol1 =
    symbols.find((one) => one === choice.symbol1) ?? symbols.find((one) => one !== choice.symbol2);
  const symbol2 =
    symbols.find((one) => one === choice.symbol2 && one !== symbol1) ??
    symbols.find((one) => one !== symbol1);
  return symbol1 === undefined || symbol2 === undefined ? null : { symbol1, symbol2 };
}
