import type { z } from "zod";
import type { AlertEventSchema, AlertView, PairAlertSchema } from "../../contract/rest/alerts.ts";
import { isPairCondition } from "../../market/alerts/condition.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import type { StoredAlert } from "../../platform/d1/alerts.ts";

/** An alert as REST tells it. */
export function alertView({ rule, note, status, createdAt, firedCount, firedAt }: StoredAlert): AlertView {
  const { id, place, condition, repeat, cooldownMs, expiresAt, immediate } = rule;
  const isPair = isPairCondition(condition);
  return {
    ...{ id, symbol: isPair ? null : place, pair: isPair ? place : null, condition, repeat, cooldownMs },
    ...{ expiresAt, immediate, note, status, createdAt, firedCount, firedAt },
  };
}

export function alertEventView(firing: Firing): z.infer<typeof AlertEventSchema> {
  const { id, alert, place, type, kind, at, count, value, text } = firing;
  return { id, alert, place, type, kind, at, count, value, text };
}

/** An alert on a pair by the pair view; undefined for any other. */
export function pairAlertView(stored: StoredAlert): z.infer<typeof PairAlertSchema> | undefined {
  const { id, place, condition } = stored.rule;
  if (!isPairCondition(condition)) return undefined;
  const { type, threshold, timeframe, hysteresis } = condition;
  return {
    ...{ id, alert_type: type, symbol_pair: place.replace("-", "_") },
    condition: { threshold: type === "zscore_low" ? -threshold : threshold, timeframe, hysteresis },
    ...{ status: stored.status, created_at: stored.createdAt },
    ...{ triggered_count: stored.firedCount, triggered_at: stored.firedAt },
  };
}
