import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Messages to other systems, each stored before it is first sent. */
export const webhookDelivery = sqliteTable(
  "webhook_delivery",
  {
    /** The `webhook-id`: the same in every attempt. */
    id: text("id").primaryKey(),
    /** Who it is for: `strategy`. */
    target: text("target").notNull(),
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
    /** `pending`, `delivered`, `given_up`, `gone`. */
    status: text("status").notNull(),
    attempts: integer("attempts").notNull(),
    /** When it is tried next; an attempt under way has moved it on. Null: never again. */
    nextAt: integer("next_at"),
    /** Of the last attempt; null where there was no answer. */
    httpStatus: integer("http_status"),
    /** The beginning of the last answer, or why there was none. */
    answer: text("answer"),
    finishedAt: integer("finished_at"),
  },
  (table) => [
    index("webhook_delivery_due").on(table.nextAt),
    index("webhook_delivery_created").on(table.createdAt),
  ],
);

/** Receivers that want nothing more at an address: they said 410. */
export const webhookGone = sqliteTable("webhook_gone", {
  target: text("target").primaryKey(),
  /** SHA-256 of the URL: addresses may carry secrets. */
  address: text("address").notNull(),
  goneAt: integer("gone_at").notNull(),
});

/** Messages from other systems, as they came: of each sender's id the first. */
export const inboundWebhook = sqliteTable(
  "inbound_webhook",
  {
    /** Digest of source and `webhook-id`. */
    id: text("id").primaryKey(),
    /** Who sent it: `n8n`. */
    source: text("source").notNull(),
    symbol: text("symbol").notNull(),
    receivedAt: integer("received_at").notNull(),
    /** Digest of the body: the same id with another body is refused. */
    digest: text("digest").notNull(),
    /** As JSON. */
    payload: text("payload").notNull(),
  },
  (table) => [
    index("inbound_webhook_symbol").on(table.symbol, table.receivedAt),
    index("inbound_webhook_received").on(table.receivedAt),
  ],
);
