import { type Delivery, recordAttempt } from "../../platform/d1/webhook-deliveries.ts";
import { isGone, markGone } from "../../platform/d1/webhook-gone.ts";
import { addressOf } from "../../platform/webhooks/address.ts";
import { waitAfter } from "../../platform/webhooks/retry-schedule.ts";
import { type Attempt, sendWebhook } from "../../platform/webhooks/send.ts";
import type { WebhookTarget } from "./strategy-target.ts";

/** How long a message that was taken belongs to its sender: longer than an attempt can last. */
export const LEASE_MS = 60_000;

export interface DeliveryPorts {
  readonly db: D1Database;
  /** The machine's clock. */
  readonly now: () => number;
  /** Where messages of that name go; null where nothing is configured. */
  readonly target: (name: string) => WebhookTarget | null;
}

/**
 * Sends a message that was taken, and notes what came of it ([FC-124]). If that cannot be noted, it is sent again
 * under the same id. @returns the message as it stands now. @throws where D1 fails.
 */
export async function deliver(ports: DeliveryPorts, taken: Delivery): Promise<Delivery> {
  const { db, now, target } = ports;
  const found = target(taken.target);
  const address = found === null ? null : await addressOf(found.url);
  const attempt = await attemptOf(ports, taken, found, address);
  const at = now();
  const result = resultOf(attempt, taken.attempts, at);
  await recordAttempt(db, taken.id, taken.attempts, result);
  // Behind its own record: a sender that dies in between leaves the others, and the next of them finds the same.
  if (attempt.outcome === "gone" && address !== null) await markGone(db, taken.target, address, at);
  return { ...taken, ...result };
}

async function attemptOf(
  { db, now }: DeliveryPorts,
  taken: Delivery,
  found: WebhookTarget | null,
  address: string | null,
): Promise<Attempt> {
  if (found === null || address === null) {
    return { outcome: "failed", status: null, answer: "no address is configured", retryAfterMs: null };
  }
  if (await isGone(db, taken.target, address)) {
    return { outcome: "gone", status: 410, answer: "this address has said 410 before" };
  }
  return await sendWebhook(found, taken, now());
}

function resultOf(attempt: Attempt, attempts: number, at: number) {
  const { status: httpStatus, answer } = attempt;
  if (attempt.outcome !== "failed") {
    return { status: attempt.outcome, nextAt: null, httpStatus, answer, finishedAt: at };
  }
  const wait = waitAfter(attempts, attempt.retryAfterMs);
  if (wait === null) return { status: "given_up" as const, nextAt: null, httpStatus, answer, finishedAt: at };
  return { status: "pending" as const, nextAt: at + wait, httpStatus, answer, finishedAt: null };
}
