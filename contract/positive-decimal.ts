import { z } from "zod";

/**
 * A positive decimal as clients send it: text, or a number whose JSON text is one; kept as text. Its pattern is in
 * the API's description, for clients that check or generate.
 * @param wholeDigits most digits before the point; after it there are at most 8.
 */
export function positiveDecimalSchema(wholeDigits: number) {
  const pattern = `^(?=.*[1-9])(?:0|[1-9][0-9]{0,${wholeDigits - 1}})(?:\\.[0-9]{1,8})?$`;
  const form = new RegExp(pattern);
  return z
    .union([z.string().meta({ pattern }), z.number().meta({ exclusiveMinimum: 0 })])
    .transform(String)
    .refine((text) => form.test(text), { message: "a positive decimal with at most 8 fractional digits" });
}
