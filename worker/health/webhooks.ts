import { deliveryFigures } from "../../platform/d1/webhook-deliveries.ts";
import { isGone } from "../../platform/d1/webhook-gone.ts";
import { addressOf } from "../../platform/webhooks/address.ts";
import type { JobPorts } from "../jobs/job.ts";
import { STRATEGY, strategyTarget } from "../webhooks/strategy-target.ts";
import type { Look } from "./component.ts";

/** A receiver that is down for so long is news. */
const LATE_MS = 3_600_000;

/** Whether messages to others arrive. */
export async function lookAtWebhooks({
  db,
  config,
  now,
}: Pick<JobPorts, "db" | "config" | "now">): Promise<Look> {
  const target = strategyTarget(config);
  if (target === null) return { ok: true, detail: "no strategy webhook is configured" };
  const [{ oldestPending }, gone] = await Promise.all([
    deliveryFigures(db),
    addressOf(target.url).then((address) => isGone(db, STRATEGY, address)),
  ]);
  if (gone)
    return { ok: false, detail: "the strategy webhook has said 410 at this address: it gets nothing" };
  if (oldestPending !== null && now() - oldestPending > LATE_MS) {
    const minutes = Math.floor((now() - oldestPending) / 60_000);
    return { ok: false, detail: `the strategy webhook has not taken a message for ${minutes} minutes` };
  }
  return { ok: true, detail: "messages to the strategy webhook arrive" };
}
