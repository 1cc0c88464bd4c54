import { z } from "zod";

const FORM = /^(-?)(\d{1,60})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,2}))?$/;
const MAX_WHOLE = 31;
const MAX_FRACTION = 40;

/**
 * Canonical decimal text (no exponent, no needless zeros, "-0" is "0") of a number as JSON or as text writes it;
 * null for anything else, and for what is beyond 31 digits before or 40 behind the point.
 */
export function amountText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const parts = FORM.exec(value.trim());
  if (parts === null) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? "0".repeat(1 - point) + digits : digits.padEnd(point, "0");
  const at = Math.max(1, point);
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const behind = padded.slice(at).replace(/0+$/, "");
  if (before.length > MAX_WHOLE || behind.length > MAX_FRACTION) return null;
  const text = behind === "" ? before : `${before}.${behind}`;
  return text === "0" ? text : sign + text;
}

/** An amount that may be below zero, such as a change; null where there is none. */
export const signedAmount = z.unknown().optional().transform(amountText);

/** An amount that cannot be below zero; null where there is none, or a nonsensical one. */
export const amount = z
  .unknown()
  .optional()
  .transform((value) => {
    const text = amountText(value);
    return text?.startsWith("-") ? null : text;
  });

/** A price: above zero, or the row is bad. */
export const price = amount.refine((text): text is string => text !== null && text !== "0", {
  message: "a price above zero",
});

/** A rank from 1; null where there is none. */
export const rank = z
  .unknown()
  .optional()
  .transform((value) => {
    const text = amountText(value);
    return text !== null && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : null;
  });

/** Text, trimmed and at most `max` characters; null where there is none. */
export function words(max: number) {
  return z
    .unknown()
    .optional()
    .transform((value) => {
      const text = typeof value === "string" ? value.trim().slice(0, max) : "";
      return text === "" ? null : text;
    });
}

/** A web address; null for anything else. */
export const webAddress = z
  .unknown()
  .optional()
  .transform((value) => {
    if (typeof value !== "string" || value.length > 500 || !URL.canParse(value)) return null;
    return /^https?:\/\//.test(value) ? value : null;
  });

/** A time as ISO 8601 writes it, in ms; null where there is none. */
export const isoTime = z
  .unknown()
  .optional()
  .transform((value) => {
    const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? null : time;
  });
