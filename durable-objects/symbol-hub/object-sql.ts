import type { Sql } from "./sql.ts";

/**
 * The SQLite of a Durable Object. A transaction that fails leaves memory ahead of the disk, so the object is
 * reset: what would be announced next was never stored.
 */
export function objectSql(ctx: DurableObjectState, onError: (action: string, error: unknown) => void): Sql {
  const { storage } = ctx;
  return {
    all: (query, ...bindings) => storage.sql.exec(query, ...bindings).toArray() as never,
    transaction: (run) => {
      try {
        return storage.transactionSync(run);
      } catch (error) {
        onError("transaction", error);
        ctx.abort("a transaction failed");
        throw error;
      }
    },
    size: () => storage.sql.databaseSize,
  };
}
