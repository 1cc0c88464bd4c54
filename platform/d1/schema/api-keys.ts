import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** API keys. The key itself is never stored, only its SHA-256. */
export const apiKeys = sqliteTable("api_keys", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** Hex SHA-256 of the whole key text. */
  hash: text("hash").notNull().unique(),
  /** Space separated. */
  scopes: text("scopes").notNull(),
  createdAt: integer("created_at").notNull(),
  /** The UTC day of the last use (`2026-11-21`): written at most once a day. */
  lastUsed: text("last_used"),
  revokedAt: integer("revoked_at"),
});
export type ApiKeyRow = typeof apiKeys.$inferSelect;
