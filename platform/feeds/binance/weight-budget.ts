import type { WeightLedgerRpc } from "../../../contract/rpc.ts";
import { withDeadline } from "../../deadline.ts";
import { FeedError, type RequestPurpose } from "../feed.ts";

/** Weight is leased in blocks of this size, so that most requests need no call to the ledger. */
const BLOCK = 40;
const MIN_RETRY_MS = 1_000;
/** A ledger that does not answer must not stop every request behind it. */
const LEASE_MS = 5_000;
const MINUTE_MS = 60_000;

export interface WeightBudget {
  /**
   * Spends `weight` for one request.
   * @throws FeedError `rate_limited` or `banned` when it must wait, `unavailable` when the ledger is.
   */
  spend(weight: number, purpose: RequestPurpose): Promise<void>;
  /** Tells the ledger what the answer to a request sent at `sentAt` said is used, when it is worth a call. */
  noteUsed(usedWeight1m: number, sentAt: number): void;
  /** A 429 or 418: nothing may be spent here, or by anybody who shares the ledger, until it is over. */
  stop(status: 418 | 429, retryAfterMs: number): Promise<void>;
}

/**
 * The part of the ledger's weight that one feed holds.
 * @param block what is leased at once; less for a feed that lives for a few requests and would waste the rest.
 */
export function weightBudget(
  ledger: Pick<WeightLedgerRpc, "lease" | "report">,
  now: () => number,
  block: number = BLOCK,
): WeightBudget {
  const blocks = new Map<RequestPurpose, { left: number; expiresAt: number }>();
  let queue: Promise<void> = Promise.resolve();
  let stopped: { failure: "banned" | "rate_limited"; until: number } | null = null;
  let reported = { used: 0, minute: -1 };

  function check(): void {
    if (stopped === null) return;
    const left = stopped.until - now();
    if (left <= 0) stopped = null;
    else throw new FeedError(stopped.failure, "the exchange told this address to stop", left);
  }

  async function take(weight: number, purpose: RequestPurpose): Promise<void> {
    check();
    const known = blocks.get(purpose);
    const held = known !== undefined && known.expiresAt > now() ? known : { left: 0, expiresAt: 0 };
    if (held.left < weight) {
      const askedAt = now();
      const asked = ledger.lease(Math.max(block, weight - held.left), purpose);
      const lease = await withDeadline(asked, LEASE_MS, "the weight ledger").catch((error: unknown) => {
        throw new FeedError("unavailable", `the weight ledger does not answer: ${String(error)}`);
      });
      check();
      held.left += lease.granted;
      // Both parts expire with the exchange's minute; measured from the asking, never too late.
      held.expiresAt = askedAt + lease.expiresInMs;
      blocks.set(purpose, held);
      if (held.left < weight) {
        const waitMs = Math.max(MIN_RETRY_MS, lease.retryAfterMs);
        throw new FeedError("rate_limited", `no weight left for ${purpose} requests`, waitMs);
      }
    }
    held.left -= weight;
  }

  return {
    spend(weight, purpose) {
      // One after another: two requests that both find too little must not lease two blocks.
      const spent = queue.then(() => take(weight, purpose));
      queue = spent.catch(() => {});
      return spent;
    },
    noteUsed(usedWeight1m, sentAt) {
      const minute = Math.floor(now() / MINUTE_MS);
      // A count of the minute that has just ended would fill the new one for everybody.
      if (Math.floor(sentAt / MINUTE_MS) !== minute) return;
      if (minute === reported.minute && usedWeight1m < reported.used + BLOCK) return;
      reported = { used: usedWeight1m, minute };
      // The answer is more worth than its bookkeeping; the next answer tells the ledger again.
      ledger.report({ usedWeight1m }).catch(() => {
        reported = { used: 0, minute: -1 };
      });
    },
    async stop(status, retryAfterMs) {
      const until = now() + retryAfterMs;
      if (stopped === null || until > stopped.until) {
        stopped = { failure: status === 418 ? "banned" : "rate_limited", until };
      }
      // Our own stop holds even where the ledger cannot be told.
      await ledger.report({ status, retryAfterMs }).catch(() => {});
    },
  };
}
