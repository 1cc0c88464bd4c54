import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Rules of alerts. One that was deleted stays as a mark: hubs learn of it by its version. WITHOUT ROWID. */
export const alertRule = sqliteTable(
  "alert_rule",
  {
    id: text("id").primaryKey(),
    owner: text("owner").notNull(),
    /** The symbol, or the pair (`BTCUSDT-ETHUSDT`). */
    place: text("place").notNull(),
    type: text("type").notNull(),
    /** JSON, hysteresis included. */
    condition: text("condition").notNull(),
    repeat: integer("repeat").notNull(),
    cooldownMs: integer("cooldown_ms").notNull(),
    /** ms on the exchange's clock. */
    expiresAt: integer("expires_at"),
    immediate: integer("immediate").notNull(),
    note: text("note").notNull(),
    status: text("status", { enum: ["active", "paused", "fired", "expired", "deleted"] }).notNull(),
    /** One more each time the rule begins anew. */
    generation: integer("generation").notNull(),
    /** Counts the changes of all rules of its place. */
    version: integer("version").notNull(),
    /** ms on the machine's clock. */
    createdAt: integer("created_at").notNull(),
    firedCount: integer("fired_count").notNull(),
    /** ms on the exchange's clock. */
    firedAt: integer("fired_at"),
  },
  (table) => [
    index("alert_rule_version").on(table.place, table.version),
    index("alert_rule_owner").on(table.owner, table.createdAt),
    index("alert_rule_pair").on(table.place).where(sql`status = 'active' AND type LIKE 'zscore%'`),
  ],
);

/** What rules have brought; kept when the rule is deleted. WITHOUT ROWID. */
export const alertEvent = sqliteTable(
  "alert_event",
  {
    /** `<rule>:<generation>:<cause>`: the same cause has the same id. */
    id: text("id").primaryKey(),
    alertId: text("alert_id").notNull(),
    owner: text("owner").notNull(),
    /** ms on the exchange's clock. */
    at: integer("at").notNull(),
    /** JSON. */
    firing: text("firing").notNull(),
  },
  (table) => [index("alert_event_alert").on(table.alertId, table.at)],
);
