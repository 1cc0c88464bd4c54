/** A database that tells how many rows were read of it and written to it, as they are billed. */
export interface MeteredD1 {
  readonly db: D1Database;
  rowsRead(): number;
  /** As they are billed, too. */
  rowsWritten(): number;
}

/** @param inner the platform's own: only that counts what it reads. */
export function meterD1(inner: D1Database): MeteredD1 {
  let read = 0;
  let written = 0;
  const counted = <R extends D1Result>(result: R): R => {
    read += result.meta.rows_read;
    written += result.meta.rows_written;
    return result;
  };

  class Statement {
    readonly own: D1PreparedStatement;
    constructor(own: D1PreparedStatement) {
      this.own = own;
    }
    bind(...values: unknown[]): Statement {
      return new Statement(this.own.bind(...values));
    }
    async all() {
      return counted(await this.own.all());
    }
    async run() {
      return counted(await this.own.run());
    }
    async first(column?: string) {
      const row = (await this.all()).results[0];
      if (row === undefined) return null;
      return column === undefined ? row : (row[column] ?? null);
    }
    async raw() {
      return (await this.all()).results.map((row) => Object.values(row));
    }
  }

  const db = {
    prepare: (sql: string) => new Statement(inner.prepare(sql)),
    batch: async (statements: readonly Statement[]) =>
      (await inner.batch(statements.map(({ own }) => own))).map(counted),
  };
  // D1Database is an abstract class of the platform: this is the part of it that Wick uses.
  return { db: db as unknown as D1Database, rowsRead: () => read, rowsWritten: () => written };
}
