import type { EpochMs } from "../time/timeframe.ts";
import type { ConditionType } from "./condition.ts";
import type { AlertRule } from "./rule.ts";

/** That a rule fired, or expired. The same cause gives the same id, whoever finds it, and however often. */
export interface Firing {
  /** `<rule>:<generation>:<cause>`. */
  readonly id: string;
  readonly alert: string;
  readonly owner: string;
  readonly place: string;
  readonly type: ConditionType;
  readonly kind: "fired" | "expired";
  readonly generation: number;
  /** On the exchange's clock. */
  readonly at: EpochMs;
  /** How often this generation of the rule has fired, this time included. */
  readonly count: number;
  /** Whether the rule has ended with this. */
  readonly ended: boolean;
  /** The number that made it fire, with every digit; null where there is none. */
  readonly value: string | null;
  /** What happened, in plain English. */
  readonly text: string;
}

/** What made a rule fire: a trade (`t17`), a bar (`b1m.1723161600000`), a signal's event. */
export interface Cause {
  readonly id: string;
  readonly at: EpochMs;
  readonly value: string | null;
  readonly text: string;
}

export function firingOf(
  rule: AlertRule,
  kind: Firing["kind"],
  cause: Cause,
  state: { readonly fired: number; readonly ended: string | null },
): Firing {
  const { id, owner, place, generation, condition } = rule;
  return {
    id: `${id}:${generation}:${cause.id}`,
    ...{ alert: id, owner, place, type: condition.type, kind, generation },
    ...{
      at: cause.at,
      count: state.fired,
      ended: state.ended !== null,
      value: cause.value,
      text: cause.text,
    },
  };
}
