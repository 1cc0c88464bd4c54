import { WickError } from "../../contract/errors.ts";
import { isSameSecret } from "../../platform/webhooks/same-secret.ts";
import { isSigned, isTimely } from "../../platform/webhooks/signature.ts";

const ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Lets a message pass that whoever knows the secret has sent, within five minutes: signed as Standard Webhooks has it,
 * or with the secret itself in `X-Webhook-Secret` ([FC-131]).
 * @param secret undefined: none is configured, and nothing is let in.
 * @returns the id that its sender gave it; null where it gave none, which only unsigned ones may.
 * @throws WickError unavailable, unauthorized
 */
export async function admitMessage(
  headers: Headers,
  body: string,
  secret: string | undefined,
  nowMs: number,
): Promise<string | null> {
  if (secret === undefined || secret === "") {
    throw new WickError("unavailable", "No secret is configured for this webhook: N8N_WEBHOOK_SECRET.");
  }
  const id = headers.get("webhook-id");
  const stamp = headers.get("webhook-timestamp");
  const signature = headers.get("webhook-signature");
  const shown = headers.get("x-webhook-secret");
  if (id !== null && !ID.test(id)) throw refused("The webhook-id is not 1 to 128 visible ASCII characters.");
  if (stamp !== null && !(/^\d{1,15}$/.test(stamp) && isTimely(Number(stamp), nowMs))) {
    throw refused("The message's time is more than five minutes from now.");
  }
  if (signature !== null && id !== null && stamp !== null) {
    const message = { id, timestamp: Number(stamp), body };
    if (await isSigned(secret, message, signature)) return id;
  } else if (shown !== null && signature === null && (await isSameSecret(shown, secret))) return id;
  throw refused("The message is not signed with this webhook's secret.");
}

function refused(detail: string): WickError {
  return new WickError("unauthorized", detail);
}
