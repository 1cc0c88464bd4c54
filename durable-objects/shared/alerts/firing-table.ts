import type { Firing } from "../../../market/alerts/firing.ts";
import type { OutboxSource } from "../../symbol-hub/outbox.ts";
import type { Sql } from "../../symbol-hub/sql.ts";
import type { RuleTable } from "./rule-table.ts";

/** A firing on its way. */
export interface FiringRow {
  readonly id: number;
  readonly firing: Firing;
}

/** Where firings go: the owner's log, which announces them, and D1. Neither waits for the other. */
export const FIRING_TARGETS = ["log", "d1"] as const;
export type FiringTarget = (typeof FIRING_TARGETS)[number];

/** Firings in the order in which they happened, until both the owner's log and D1 have them. */
export class FiringTable {
  readonly #sql: Sql;
  readonly #marks: Pick<RuleTable, "mark" | "setMark">;

  constructor(sql: Sql, marks: Pick<RuleTable, "mark" | "setMark">) {
    this.#sql = sql;
    this.#marks = marks;
    sql.all("CREATE TABLE IF NOT EXISTS alert_firing (id INTEGER PRIMARY KEY, firing TEXT NOT NULL)");
  }

  put(firing: Firing): void {
    this.#sql.all("INSERT INTO alert_firing (firing) VALUES (?)", JSON.stringify(firing));
  }

  /** How many wait for the one or the other. */
  depth(): number {
    const query = "SELECT count(*) AS n FROM alert_firing WHERE id > ?";
    return this.#sql.all<{ n: number }>(query, this.#sentToAll())[0]?.n ?? 0;
  }

  /** What waits for one of them. */
  outboxTo(target: FiringTarget): OutboxSource<FiringRow> {
    const mark = markOf(target);
    return {
      take: (limit) =>
        this.#sql
          .all<{ id: number; firing: string }>(
            "SELECT id, firing FROM alert_firing WHERE id > ? ORDER BY id LIMIT ?",
            ...[this.#marks.mark(mark), limit],
          )
          .map(({ id, firing }) => ({ id, firing: JSON.parse(firing) })),
      sentThrough: (id) => {
        this.#sql.transaction(() => {
          this.#marks.setMark(mark, id);
          // The last one stays: without it the ids would begin anew.
          this.#sql.all("DELETE FROM alert_firing WHERE id < ?", this.#sentToAll());
        });
      },
    };
  }

  #sentToAll(): number {
    return Math.min(...FIRING_TARGETS.map((target) => this.#marks.mark(markOf(target))));
  }
}

function markOf(target: FiringTarget): string {
  return `sent to ${target}`;
}
