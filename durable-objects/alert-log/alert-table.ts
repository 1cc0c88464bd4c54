import type { Sql } from "../symbol-hub/sql.ts";

/** Events that are kept: for `since`, and to know a firing that comes again. */
export const KEPT_EVENTS = 10_000;

/** The numbered events of an owner's alerts, as announced, each firing once. */
export class AlertTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.all(
      "CREATE TABLE IF NOT EXISTS alert_event (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL)",
    );
  }

  /** The number of the newest event; undefined before the first. */
  head(): number | undefined {
    return (
      this.#sql.all<{ seq: number | null }>("SELECT max(seq) AS seq FROM alert_event")[0]?.seq ?? undefined
    );
  }

  has(id: string): boolean {
    return this.#sql.all("SELECT 1 AS found FROM alert_event WHERE id = ?", id).length > 0;
  }

  put(seq: number, id: string, json: string): void {
    this.#sql.all("INSERT INTO alert_event (seq, id, json) VALUES (?, ?, ?)", seq, id, json);
    this.#sql.all("DELETE FROM alert_event WHERE seq <= ?", seq - KEPT_EVENTS);
  }

  /** The texts from `since + 1` on, in order; undefined where one of them is not kept. */
  after(since: number, head: number): readonly string[] | undefined {
    if (since > head || head - since > KEPT_EVENTS) return undefined;
    const rows = this.#sql.all<{ json: string }>(
      "SELECT json FROM alert_event WHERE seq > ? ORDER BY seq",
      since,
    );
    return rows.length === head - since ? rows.map(({ json }) => json) : undefined;
  }

  /** The texts of the newest events, oldest first. */
  newest(count: number): string[] {
    return this.#sql
      .all<{ json: string }>("SELECT json FROM alert_event ORDER BY seq DESC LIMIT ?", count)
      .map(({ json }) => json)
      .reverse();
  }
}
