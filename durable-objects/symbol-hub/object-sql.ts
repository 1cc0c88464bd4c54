import type { Sql } from "./sql.ts";

/** The SQLite of a Durable Object. */
export function objectSql(storage: DurableObjectStorage): Sql {
  return {
    all: (query, ...bindings) => storage.sql.exec(query, ...bindings).toArray() as never,
    transaction: (run) => storage.transactionSync(run),
    size: () => storage.sql.databaseSize,
  };
}
