import { parseCondition } from "../../contract/alert-condition.ts";
import { ALERT_LIMITS, type AlertStatus, type PlacedRule, type RuleChanges } from "../../contract/alerts.ts";
import type { AlertRule } from "../../market/alerts/rule.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";

/** A rule as it is kept. */
export interface StoredAlert {
  readonly rule: AlertRule;
  readonly note: string;
  readonly status: AlertStatus;
  readonly createdAt: EpochMs;
  readonly firedCount: number;
  readonly firedAt: EpochMs | null;
}

type Row = {
  id: string;
  owner: string;
  place: string;
  condition: string;
  repeat: number;
  cooldown_ms: number;
  expires_at: number | null;
  immediate: number;
  note: string;
  status: AlertStatus | "deleted";
  generation: number;
  version: number;
  created_at: number;
  fired_count: number;
  fired_at: number | null;
};

// Deleted rules stay as marks, so a version is never given twice.
const NEXT_VERSION = "(SELECT coalesce(max(version), 0) + 1 FROM alert_rule WHERE place = ?3)";

const OTHER_PAIRS = `(SELECT count(DISTINCT place) FROM alert_rule
  WHERE status = 'active' AND type LIKE 'zscore%' AND place <> ?3)`;

const INSERT = `
  INSERT INTO alert_rule (id, owner, place, type, condition, repeat, cooldown_ms, expires_at, immediate, note, status,
    generation, version, created_at, fired_count)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'active', ?11, ${NEXT_VERSION}, ?12, 0
  WHERE (SELECT count(*) FROM alert_rule WHERE owner = ?2 AND status <> 'deleted') < ?13
    AND (SELECT count(*) FROM alert_rule WHERE place = ?3 AND status = 'active') < ?14
    AND (?4 NOT LIKE 'zscore%' OR ${OTHER_PAIRS} < ?15)`;

/** Stores a new rule. @returns false where its owner has as many as may be kept, or its place watches for as many. */
export async function createAlert(
  db: D1Database,
  rule: AlertRule,
  note: string,
  now: EpochMs,
): Promise<boolean> {
  const { id, owner, place, generation, condition, repeat, cooldownMs, expiresAt, immediate } = rule;
  const { meta } = await db
    .prepare(INSERT)
    .bind(
      ...[id, owner, place, condition.type, JSON.stringify(condition), Number(repeat), cooldownMs, expiresAt],
      ...[
        Number(immediate),
        note,
        generation,
        now,
        ALERT_LIMITS.rules,
        ALERT_LIMITS.watched,
        ALERT_LIMITS.pairs,
      ],
    )
    .run();
  return meta.changes > 0;
}

/** An owner's rule; undefined where there is none, or it was deleted. */
export async function findAlert(db: D1Database, owner: string, id: string): Promise<StoredAlert | undefined> {
  const row = await db
    .prepare("SELECT * FROM alert_rule WHERE id = ? AND owner = ? AND status <> 'deleted'")
    .bind(id, owner)
    .first<Row>();
  return row === null ? undefined : storedOf(row);
}

/** Where a list goes on: behind this rule. */
export interface AlertPlace {
  readonly createdAt: EpochMs;
  readonly id: string;
}

export interface AlertFilter {
  readonly owner: string;
  readonly place?: string | undefined;
  readonly status?: AlertStatus | undefined;
  readonly type?: string | undefined;
  /** Those on z-scores alone. */
  readonly pairs?: boolean | undefined;
  readonly after?: AlertPlace | undefined;
  readonly limit: number;
}

const LIST = `
  SELECT * FROM alert_rule
  WHERE owner = ?1 AND status <> 'deleted' AND (?2 IS NULL OR place = ?2) AND (?3 IS NULL OR status = ?3)
    AND (?4 IS NULL OR type = ?4) AND (?5 = 0 OR type LIKE 'zscore%')
    AND (?6 IS NULL OR (created_at, id) < (?6, ?7))
  ORDER BY created_at DESC, id DESC LIMIT ?8`;

/** An owner's rules, newest first. */
export async function listAlerts(db: D1Database, filter: AlertFilter): Promise<StoredAlert[]> {
  const { owner, place, status, type, pairs, after, limit } = filter;
  const { results } = await db
    .prepare(LIST)
    .bind(
      ...[owner, place ?? null, status ?? null, type ?? null, pairs === true ? 1 : 0],
      ...[after?.createdAt ?? null, after?.id ?? null, limit],
    )
    .all<Row>();
  return results.map(storedOf);
}

const CHANGE = `
  UPDATE alert_rule SET status = ?4, version = ${NEXT_VERSION}, generation = generation + (?4 = 'active')
  WHERE id = ?1 AND owner = ?2 AND status NOT IN ('deleted', ?4)
    AND (?4 <> 'active'
      OR ((SELECT count(*) FROM alert_rule WHERE place = ?3 AND status = 'active') < ?5
        AND (type NOT LIKE 'zscore%' OR ${OTHER_PAIRS} < ?6)))
    AND (?4 <> 'paused' OR status = 'active')`;

/**
 * Deletes a rule (its events stay), pauses it, or lets it begin anew. @returns false where it is so already, where a
 * rule that has ended should be paused, and where its place watches for as many as may be.
 */
export async function changeAlert(
  db: D1Database,
  { id, owner, place }: Pick<AlertRule, "id" | "owner" | "place">,
  status: "active" | "paused" | "deleted",
): Promise<boolean> {
  const { meta } = await db
    .prepare(CHANGE)
    .bind(id, owner, place, status, ALERT_LIMITS.watched, ALERT_LIMITS.pairs)
    .run();
  return meta.changes > 0;
}

/** What has changed of a place's rules since a version; all of them where that is 0, or ahead of what is stored. */
export async function readRuleChanges(db: D1Database, place: string, since: number): Promise<RuleChanges> {
  const [newest, changed] = await db.batch<Row>([
    db.prepare("SELECT max(version) AS version FROM alert_rule WHERE place = ?").bind(place),
    db
      .prepare(
        `SELECT * FROM alert_rule WHERE place = ?1 AND version >
           (CASE WHEN (SELECT max(version) FROM alert_rule WHERE place = ?1) < ?2 THEN 0 ELSE ?2 END)
         ORDER BY version`,
      )
      .bind(place, since),
  ]);
  const version = newest?.results[0]?.version ?? 0;
  return { version, rules: (changed?.results ?? []).map(placedOf) };
}

/** Pairs that a rule watches for: their hubs have to be kept awake. */
export async function watchedPairs(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT DISTINCT place FROM alert_rule WHERE status = 'active' AND type LIKE 'zscore%'")
    .all<{ place: string }>();
  return results.map(({ place }) => place);
}

function placedOf(row: Row): PlacedRule {
  return { rule: ruleOf(row), active: row.status === "active", version: row.version };
}

function ruleOf(row: Row): AlertRule {
  return {
    ...{ id: row.id, owner: row.owner, place: row.place, generation: row.generation },
    condition: parseCondition(row.condition),
    ...{ repeat: row.repeat === 1, cooldownMs: row.cooldown_ms, expiresAt: row.expires_at },
    immediate: row.immediate === 1,
  };
}

function storedOf(row: Row): StoredAlert {
  if (row.status === "deleted") throw new RangeError("a rule that was deleted is told to nobody");
  const { note, status, created_at: createdAt, fired_count: firedCount, fired_at: firedAt } = row;
  return { rule: ruleOf(row), note, status, createdAt, firedCount, firedAt };
}
