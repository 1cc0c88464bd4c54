import type { Condition } from "../market/alerts/condition.ts";
import { ConditionSchema } from "./rest/alerts.ts";

/** Reads a condition back from the JSON it was stored as. @throws ZodError where it is none of ours. */
export function parseCondition(json: string): Condition {
  return ConditionSchema.parse(JSON.parse(json));
}
