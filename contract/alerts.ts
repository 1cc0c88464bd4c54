import type { Firing } from "../market/alerts/firing.ts";
import type { AlertRule } from "../market/alerts/rule.ts";
import type { CatchUp, CatchUpRequest } from "./stream.ts";

/** Whose alerts there are until there are accounts: whoever holds a key with scope admin. */
export const ALERT_OWNER = "admin";

/** The channel of the alerts of whoever asks. */
export const ALERTS_CHANNEL = "alerts";

/**
 * Rules that may be kept: of an owner, whatever their status; active ones of a symbol or pair; and how many pairs may
 * have active ones, since each of these keeps an object awake.
 */
export const ALERT_LIMITS = {
  rules: 10_000,
  watched: 2_000,
  pairs: 16,
  cooldownMs: 30 * 86_400_000,
  /** The least rest of a repeating rule on prices: at a price that wavers it would fire with every other trade. */
  priceRestMs: 1_000,
} as const;

export const ALERT_STATUSES = ["active", "paused", "fired", "expired"] as const;
export type AlertStatus = (typeof ALERT_STATUSES)[number];

/** A rule on its way to the hub that watches for it. */
export interface PlacedRule {
  readonly rule: AlertRule;
  /** False: paused, ended or deleted. */
  readonly active: boolean;
  /** Counts the changes of all rules of a place. */
  readonly version: number;
}

/** What has changed of a place's rules. */
export interface RuleChanges {
  /** Of the newest change; 0 where there never was a rule. */
  readonly version: number;
  readonly rules: readonly PlacedRule[];
}

/** Reads what has changed since a version; of version 0, or one that is ahead of all, everything. Rejects when it cannot. */
export type ReadRules = (place: string, since: number) => Promise<RuleChanges>;

/** What a symbol's or a pair's hub offers of alerts. */
export interface AlertHubRpc {
  /**
   * Takes in what has changed of its rules; idempotent. Hubs do so by themselves as well, at their start and each
   * minute: a call that is lost is made up for. @returns the version that it has now.
   */
  syncAlerts(): Promise<number>;
}

/** AlertLog: one per owner; numbers what its rules have brought, and serves the channel `alerts`. */
export interface AlertLogRpc {
  /** Stores, numbers and announces what is not known yet, in this order. Idempotent by id. @returns how many were new. */
  append(firings: readonly Firing[]): Promise<number>;
  catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]>;
  /** Test hook: aborts the object as an eviction or a crash would. */
  restart(): Promise<void>;
}
