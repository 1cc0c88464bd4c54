import { lotOf } from "../../market/backtest/lots.ts";
import { checkBacktest } from "../../market/backtest/run.ts";
import {
  type BacktestSettings,
  DEFAULT_TERMS,
  type Sizing,
  STRATEGY_IDS,
} from "../../market/backtest/settings.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { UsageError } from "./failure.ts";
import { choiceOf, type Flags, type Given, numberOf } from "./flags.ts";

const SIDES = ["long", "both"] as const;
const SIZINGS = ["fraction", "notional", "risk"] as const;

export const TERM_FLAGS = {
  strategy: { takes: "NAME", what: `${STRATEGY_IDS.join(", ")} (signals)` },
  parameters: {
    takes: "NAME=N,…",
    what: "of the strategy: fast=20,slow=50; docs/spec/backtest.md lists them",
  },
  capital: { takes: "N", what: `to begin with, in the quote asset (${DEFAULT_TERMS.capital})` },
  sides: { takes: SIDES.join("|"), what: `also short (${DEFAULT_TERMS.sides})` },
  sizing: {
    takes: "KIND=N",
    what: "fraction=0.5 of the equity, notional=1000, risk=0.01 to the stop (fraction=1)",
  },
  "fees-bps": { takes: "N", what: `of each fill, in basis points (${DEFAULT_TERMS.feeBps})` },
  "slippage-bps": { takes: "N", what: `of each fill, in basis points (${DEFAULT_TERMS.slippageBps})` },
  "quantity-step": {
    takes: "N",
    what: "a power of ten of the base asset (default: fine enough not to matter)",
  },
} as const satisfies Flags;
export type TermFlag = keyof typeof TERM_FLAGS;

/** What is asked for, but for whose bars it is. */
export type Terms = Omit<BacktestSettings, "symbol" | "timeframe" | "from">;

/** @throws UsageError */
export function termsOf(given: Given<TermFlag>): Terms {
  const terms: Terms = {
    strategy: given.choice("strategy", STRATEGY_IDS) ?? "signals",
    parameters: Object.fromEntries(
      (given.list("parameters") ?? []).map((text) => pairOf(text, "--parameters")),
    ),
    capital: given.number("capital") ?? DEFAULT_TERMS.capital,
    sides: given.choice("sides", SIDES) ?? DEFAULT_TERMS.sides,
    sizing: sizingOf(given.text("sizing")),
    feeBps: given.number("fees-bps") ?? DEFAULT_TERMS.feeBps,
    slippageBps: given.number("slippage-bps") ?? DEFAULT_TERMS.slippageBps,
    quantityStep: given.number("quantity-step") ?? DEFAULT_TERMS.quantityStep,
  };
  try {
    checkBacktest(settingsOf(terms, "", "1h", null));
    if (terms.quantityStep !== null) lotOf(terms.quantityStep);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}.`);
    throw error;
  }
  return terms;
}

export function settingsOf(
  terms: Terms,
  symbol: string,
  timeframe: Timeframe,
  from: number | null,
): BacktestSettings {
  return { ...terms, symbol, timeframe, from };
}

function pairOf(text: string, flag: string): [string, number] {
  const [, name, value] = /^([a-z]+)=(.+)$/i.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`${flag} takes name=number, not ${text}.`);
  return [name, numberOf(value, `${flag} ${name}`)];
}

function sizingOf(text: string | undefined): Sizing {
  if (text === undefined) return DEFAULT_TERMS.sizing;
  const [name, amount] = pairOf(text, "--sizing");
  const kind = choiceOf(name, SIZINGS, "--sizing");
  return kind === "notional" ? { kind, notional: amount } : { kind, fraction: amount };
}
