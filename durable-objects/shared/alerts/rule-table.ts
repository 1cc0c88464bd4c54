import type { PlacedRule } from "../../../contract/alerts.ts";
import type { AlertRule, RuleState } from "../../../market/alerts/rule.ts";
import type { Sql } from "../../symbol-hub/sql.ts";

/** A rule as its hub keeps it, with what it remembers. */
export interface KeptRule {
  readonly rule: AlertRule;
  readonly state: RuleState;
}

/** A hub's own copy of its rules. A row is written when a rule comes, goes, or what it remembers has changed. */
export class RuleTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.all(
      "CREATE TABLE IF NOT EXISTS alert_rule (id TEXT PRIMARY KEY, rule TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID",
    );
    sql.all(
      "CREATE TABLE IF NOT EXISTS alert_mark (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    );
  }

  all(): KeptRule[] {
    return this.#sql
      .all<{ rule: string; state: string }>("SELECT rule, state FROM alert_rule ORDER BY id")
      .map(({ rule, state }) => ({ rule: JSON.parse(rule), state: JSON.parse(state) }));
  }

  put(rule: PlacedRule["rule"], state: RuleState): void {
    this.#sql.all(
      "INSERT OR REPLACE INTO alert_rule (id, rule, state) VALUES (?, ?, ?)",
      ...[rule.id, JSON.stringify(rule), JSON.stringify(state)],
    );
  }

  putState(id: string, state: RuleState): void {
    this.#sql.all("UPDATE alert_rule SET state = ? WHERE id = ?", JSON.stringify(state), id);
  }

  delete(id: string): void {
    this.#sql.all("DELETE FROM alert_rule WHERE id = ?", id);
  }

  /** A number that is kept: the version of the rules, what was sent. 0 before it was set. */
  mark(key: string): number {
    const query = "SELECT value FROM alert_mark WHERE key = ?";
    return this.#sql.all<{ value: number }>(query, key)[0]?.value ?? 0;
  }

  setMark(key: string, value: number): void {
    this.#sql.all("INSERT OR REPLACE INTO alert_mark (key, value) VALUES (?, ?)", key, value);
  }
}
