const PREFIX = "pred_";
const DIGITS = 32;

/**
 * What a prediction is called, and the message that tells of it. Under an Idempotency-Key, of whoever sent it, it
 * follows from what was asked and of which bar: a repeat whose first answer was lost tells nobody twice ([FC-122]).
 * @param key null: each is a new one.
 */
export async function predictionId(
  key: string | null,
  asked: readonly (string | number)[],
  newUuid: () => string,
): Promise<string> {
  if (key === null) return `${PREFIX}${newUuid().replaceAll("-", "")}`;
  const text = JSON.stringify([key, ...asked]);
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const digits = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${PREFIX}${digits.slice(0, DIGITS)}`;
}
