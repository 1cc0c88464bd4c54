import type { z } from "zod";
import { WickError } from "../../contract/errors.ts";
import { AnalysisPayloadSchema, type AnalysisReceiptSchema } from "../../contract/webhooks/analysis.ts";
import { keepInbound } from "../../platform/d1/inbound-webhooks.ts";
import { admitMessage } from "./admit-message.ts";
import { readBounded } from "./read-bounded.ts";

export const N8N = "n8n";
/** More than any analysis is; D1 takes 2 MB for one value. */
const MOST_BYTES = 256 * 1024;

export interface TakingPorts {
  readonly db: D1Database;
  readonly now: () => number;
  readonly newId: () => string;
  readonly secret: string | undefined;
  /** @throws WickError unknown_symbol */
  readonly symbolOf: (name: string) => Promise<string>;
}

/**
 * Takes in a message of n8n: who sent it first, then what it says. Stored before it is answered; a repeat of its id
 * gets the first answer ([FC-132]).
 * @throws WickError unavailable, unauthorized, payload_too_large, invalid_json, invalid_input, unknown_symbol,
 * idempotency_conflict
 */
export async function takeAnalysis(
  { db, now, newId, secret, symbolOf }: TakingPorts,
  request: Request,
): Promise<z.infer<typeof AnalysisReceiptSchema>> {
  const body = await readBounded(request, MOST_BYTES);
  const given = await admitMessage(request.headers, body, secret, now());
  const symbol = await symbolOf(payloadOf(body).symbol);
  const id = given ?? newId();
  const digest = await digestOf(body);
  const kept = await keepInbound(db, {
    ...{ id: await digestOf(`${N8N}\n${id}`), source: N8N, symbol, receivedAt: now(), digest, payload: body },
  });
  if (kept.digest !== digest) {
    throw new WickError("idempotency_conflict", "This webhook-id was used for another message.");
  }
  return { id, symbol: kept.symbol, receivedAt: kept.receivedAt };
}

function payloadOf(body: string): z.infer<typeof AnalysisPayloadSchema> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new WickError("invalid_json");
  }
  const parsed = AnalysisPayloadSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({
    path: path.map(String).join("."),
    message,
  }));
  throw new WickError("invalid_input", "The message is not valid.", { errors });
}

async function digestOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
