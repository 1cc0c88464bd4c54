import * as z from "zod/mini";
import type { SpreadData } from "../../contract/pairs.ts";
import type { Cointegration, PairValue, PairVerdict } from "../api/pairs-api.ts";

const number = z.nullable(z.number());
const REASONS = z.enum(["too_few_bars", "constant_prices", "no_spread", "no_reversion"]);
const REASON = z.optional(REASONS);

const ValueSchema = z.object({
  ...{ openTime: z.number(), closeTime: z.number(), final: z.boolean(), revision: z.number() },
  carried: z.nullable(z.union([z.literal(1), z.literal(2)])),
  ...{ price1: z.number(), price2: z.number(), hedgeRatio: number, intercept: number },
  ...{ kalmanHedgeRatio: number, spread: number, spreadDeviation: number, zScore: number },
  ...{ correlation: number, beta: number, halfLife: number },
  missing: z.object({
    ...{ hedgeRatio: REASON, intercept: REASON, kalmanHedgeRatio: REASON, spread: REASON },
    ...{ spreadDeviation: REASON, zScore: REASON, correlation: REASON, beta: REASON, halfLife: REASON },
  }),
} satisfies Record<keyof PairValue, unknown>);

const DataSchema = z.object({
  window: z.number(),
  values: z.array(ValueSchema),
  cointegration: z.nullable(
    z.object({
      ...{ statistic: z.number(), pValue: z.number(), usedLag: z.number(), bars: z.number() },
      criticalValues: z.object({ "1%": z.number(), "5%": z.number(), "10%": z.number() }),
    }),
  ),
  verdict: z.object({ id: z.enum(["cointegrated", "weak", "none", "unknown"]), text: z.string() }),
  skipped: z.number(),
} satisfies Record<keyof SpreadData, unknown>);

export interface SpreadEvent {
  readonly window: number;
  readonly values: readonly PairValue[];
  readonly cointegration: Cointegration | null;
  readonly verdict: PairVerdict;
}

/** The data of a `spread` event; undefined where it is not understood. */
export function readSpread(data: unknown): SpreadEvent | undefined {
  const parsed = z.safeParse(DataSchema, data);
  return parsed.success ? parsed.data : undefined;
}
