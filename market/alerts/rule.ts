import type { EpochMs } from "../time/timeframe.ts";
import type { Condition } from "./condition.ts";
import { type LevelState, newLevelState } from "./level.ts";

/** What is to be watched for. A changed rule is a new generation: its state begins anew. */
export interface AlertRule {
  readonly id: string;
  readonly owner: string;
  /** `BTCUSDT`, or of a pair `BTCUSDT-ETHUSDT`. */
  readonly place: string;
  readonly generation: number;
  readonly condition: Condition;
  /** False: it fires once, and has ended then. */
  readonly repeat: boolean;
  /** Within this time of the exchange after a firing it does not fire again. */
  readonly cooldownMs: number;
  /** From this time of the exchange on it does not fire any more; null: never ends so. */
  readonly expiresAt: EpochMs | null;
  /** Fires also where it is true from the first. */
  readonly immediate: boolean;
}

/** What a rule remembers: plain JSON, changed in place. */
export interface RuleState {
  readonly level: LevelState;
  /** When it fired last; null before the first time. */
  firedAt: EpochMs | null;
  fired: number;
  ended: "fired" | "expired" | null;
}

export function newRuleState(): RuleState {
  return { level: newLevelState(), firedAt: null, fired: 0, ended: null };
}

/** Whether a rule's time is over at this time of the exchange. */
export function isOver(rule: AlertRule, at: EpochMs): boolean {
  return rule.expiresAt !== null && at >= rule.expiresAt;
}

/** Takes in that the condition became true at a time. @returns whether the rule fires; else it rests ([ALERT-14]). */
export function admitFiring(rule: AlertRule, state: RuleState, at: EpochMs): boolean {
  if (state.ended !== null || isOver(rule, at)) return false;
  if (state.firedAt !== null && at < state.firedAt + rule.cooldownMs) return false;
  state.firedAt = at;
  state.fired += 1;
  if (!rule.repeat) state.ended = "fired";
  return true;
}
