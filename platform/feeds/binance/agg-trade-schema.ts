import { z } from "zod";
import { parseDecimal } from "../../../market/bars/decimal.ts";
import { epochMsFrom } from "../../../market/time/epoch.ts";

const id = z.int().nonnegative();

function holds(check: () => unknown): boolean {
  try {
    return check() !== "0";
  } catch {
    return false;
  }
}

const positiveDecimal = z
  .string()
  .refine((text) => holds(() => parseDecimal(text)))
  .transform((text) => parseDecimal(text));

const time = z
  .number()
  .refine((value) => holds(() => epochMsFrom(value)))
  .transform(epochMsFrom);

/** What an `aggTrade` must look like, over REST. The reference of `decodeAggTrade`, too slow to be it. */
export const AggTradeSchema = z
  .object({ a: id, p: positiveDecimal, q: positiveDecimal, f: id, l: id, T: time, m: z.boolean() })
  .refine(({ f, l }) => l >= f)
  .transform(({ a, p, q, f, l, T, m }) => ({
    id: a,
    price: p,
    size: q,
    time: T,
    firstId: f,
    lastId: l,
    buyerIsMaker: m,
  }));

/** The same on the stream. */
export const AggTradeFrameSchema = z.object({ e: z.literal("aggTrade"), s: z.string(), E: time });
