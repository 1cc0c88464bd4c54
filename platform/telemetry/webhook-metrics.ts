import type { DeliveryFigures } from "../d1/webhook-deliveries.ts";
import type { MetricFamily } from "./exposition.ts";
import { gauge, sample } from "./family.ts";

/** Metrics of messages to others; the list with meanings is docs/spec/metrics.md. @param figures undefined while D1 does not answer. */
export function webhookFamilies(figures: DeliveryFigures | undefined): readonly MetricFamily[] {
  if (figures === undefined) return [];
  return [
    gauge(
      "wick_webhook_deliveries",
      "Messages to others that are kept, by what has become of them",
      figures.counts.map(({ target, status, count }) => sample({ target, status }, count)),
    ),
    gauge(
      "wick_webhook_oldest_pending_time_ms",
      "When the oldest message that still waits was stored; 0 without",
      [sample({}, figures.oldestPending ?? 0)],
    ),
  ];
}
