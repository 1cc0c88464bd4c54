import { backtestNeededFrom } from "../../../market/backtest/needed.ts";
import { checkBacktest } from "../../../market/backtest/run.ts";
import {
  type BacktestSettings,
  DEFAULT_TERMS,
  type Sizing,
  type StrategyId,
} from "../../../market/backtest/settings.ts";
import { STRATEGIES } from "../../../market/backtest/strategies.ts";
import type { Timeframe } from "../../../market/time/timeframe.ts";
import { boundsOf } from "../history-range.ts";

/** What stands in the form, as text where the viewer types. */
export interface BacktestForm {
  /** A followed symbol, or a file of the viewer's. */
  readonly symbol: string;
  readonly file: File | null;
  readonly timeframe: Timeframe;
  /** Days, UTC, both included. */
  readonly from: string;
  readonly to: string;
  readonly strategy: StrategyId;
  /** By strategy and name: what was typed stays while another strategy is looked at. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly sides: "long" | "both";
  readonly capital: string;
  readonly sizing: Sizing["kind"];
  /** Percent for parts of the equity, else an amount. */
  readonly size: string;
  readonly feeBps: string;
  readonly slippageBps: string;
}

/** What a form stands for, once it is right. */
export interface Wish {
  readonly settings: BacktestSettings;
  /** First and last open time to read; null for a file. */
  readonly read: { readonly from: number; readonly to: number } | null;
}

/** Sizes to begin with when another kind of sizing is chosen. */
export const FIRST_SIZES: Readonly<Record<Sizing["kind"], string>> = {
  fraction: "100",
  notional: "1000",
  risk: "1",
};

export function firstForm(
  symbol: string,
  days: { readonly from: string; readonly to: string },
): BacktestForm {
  return {
    symbol,
    file: null,
    timeframe: "1h",
    ...days,
    strategy: "signals",
    parameters: {},
    sides: DEFAULT_TERMS.sides,
    capital: String(DEFAULT_TERMS.capital),
    sizing: "fraction",
    size: FIRST_SIZES.fraction,
    feeBps: String(DEFAULT_TERMS.feeBps),
    slippageBps: String(DEFAULT_TERMS.slippageBps),
  };
}

/** Where a parameter stands in the form. */
export function parameterKey(strategy: StrategyId, name: string): string {
  return `${strategy}.${name}`;
}

/** @returns what is wished for, or what is wrong with it in a sentence. */
export function wishOf(form: BacktestForm): Wish | string {
  const strategy = STRATEGIES.find(({ id }) => id === form.strategy);
  const bounds = boundsOf({ from: form.from, to: form.to });
  if (strategy === undefined) return "There is no such strategy.";
  if (form.file === null && form.symbol === "") return "Choose a market or a file.";
  if (form.file === null && bounds === null) return "Both days are needed, the first not after the second.";
  try {
    const parameters = Object.fromEntries(
      strategy.parameters.map((spec) => [
        spec.name,
        numberOf(form.parameters[parameterKey(strategy.id, spec.name)] ?? String(spec.default), spec.title),
      ]),
    );
    const from = form.file === null ? (bounds?.from ?? null) : null;
    const settings: BacktestSettings = {
      symbol: form.file === null ? form.symbol : symbolOfFile(form.file.name),
      timeframe: form.timeframe,
      from,
      strategy: form.strategy,
      parameters,
      capital: numberOf(form.capital, "Capital"),
      sides: form.sides,
      sizing: sizingOf(form),
      feeBps: numberOf(form.feeBps, "Fee"),
      slippageBps: numberOf(form.slippageBps, "Slippage"),
      quantityStep: DEFAULT_TERMS.quantityStep,
    };
    checkBacktest(settings);
    const read =
      bounds === null || from === null ? null : { from: backtestNeededFrom(settings, from), to: bounds.to };
    return { settings, read };
  } catch (error) {
    if (error instanceof RangeError)
      return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
    throw error;
  }
}

function sizingOf({ sizing, size }: BacktestForm): Sizing {
  const number = numberOf(size, "Size");
  return sizing === "notional"
    ? { kind: sizing, notional: number }
    : { kind: sizing, fraction: number / 100 };
}

/** `BTCUSDT` of `BTCUSDT_1h.csv.gz`. */
export function symbolOfFile(name: string): string {
  return /^[A-Za-z0-9]{2,20}/.exec(name)?.[0].toUpperCase() ?? "FILE";
}

/** @throws RangeError */
function numberOf(text: string, title: string): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new RangeError(`${title} must be a number`);
}
