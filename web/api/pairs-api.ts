import type { z } from "zod";
import type {
  CointegrationSchema,
  CorrelationMatrixSchema,
  PairValueListSchema,
  PairValueSchema,
  VerdictSchema,
} from "../../contract/rest/pairs.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import { answerOf, type Client } from "./client.ts";

type Told = z.infer<typeof PairValueSchema>;
/** As JSON tells it: what is not missing has no entry. */
export interface PairValue extends Omit<Told, "missing"> {
  readonly missing: { readonly [Name in keyof Told["missing"]]?: Told["missing"][Name] | undefined };
}
export type Cointegration = z.infer<typeof CointegrationSchema>;
export type PairVerdict = z.infer<typeof VerdictSchema>;
export interface PairValueList extends Omit<z.infer<typeof PairValueListSchema>, "values"> {
  readonly values: readonly PairValue[];
}
export type CorrelationMatrix = z.infer<typeof CorrelationMatrixSchema>;

/** A pair that is looked at. */
export interface PairWish {
  readonly symbol1: string;
  readonly symbol2: string;
  readonly timeframe: Timeframe;
  readonly window: number;
}

/** What the pairs page asks of the server. Everything rejects with ApiError. */
export interface PairsApi {
  /** The newest `limit` values, and what forms. */
  values(wish: PairWish, limit: number, signal: AbortSignal): Promise<PairValueList>;
  matrix(timeframe: Timeframe, window: number, signal: AbortSignal): Promise<CorrelationMatrix>;
}

export function createPairsApi({ api }: Client): PairsApi {
  return {
    values: ({ symbol1, symbol2, timeframe, window }, limit, signal) =>
      answerOf(
        api.analytics.spread.$get(
          {
            query: {
              ...{ symbol1, symbol2, timeframe, window: String(window) },
              ...{ limit: String(limit), forming: "true" },
            },
          },
          { init: { signal } },
        ),
      ),
    matrix: (timeframe, window, signal) =>
      answerOf(
        api.analytics.matrix.$get({ query: { timeframe, window: String(window) } }, { init: { signal } }),
      ),
  };
}
