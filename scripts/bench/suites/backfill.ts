import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { klineRows, openKlineExchange } from "../../../tests/support/table-exchange.ts";
import { ROOT } from "../../app/root.ts";
import { within } from "../clock.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import { interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";
import { startBackfillWriter } from "../workers/start-backfill.ts";

const ROWS = 100_000;
const ROWS_A_COMMIT = 4_995;
const LIMIT_MS = 60_000;
const START = Date.UTC(2024, 0, 1);

/**
 * What a backfill writes into D1, in workerd, beside the same rows inserted by `node:sqlite` one by one with a
 * prepared statement, as many a transaction; and a whole backfill, from the exchange's pages to the verified end.
 */
export async function benchBackfill(scale: Scale): Promise<Finding[]> {
  const rows = Math.round(ROWS * Math.max(0.2, scale.work));
  const writer = await startBackfillWriter();
  const exchange = await openKlineExchange();
  exchange.tables.set("BTCUSDT 1m", klineRows("1m", START, rows + 1));
  const rate = async (path: string) => {
    const start = performance.now();
    const answer = await within("a backfill", LIMIT_MS, fetch(`${writer.url}${path}`));
    const told: { rows?: number } = answer.ok ? JSON.parse(await answer.text()) : {};
    if (told.rows !== rows) throw new Error(`${told.rows} rows were stored, not ${rows}`);
    return (rows / (performance.now() - start)) * 1_000;
  };
  try {
    const store = () => rate(`/store?rows=${rows}`);
    const whole = () => rate(`/whole?from=${START}&exchange=${encodeURIComponent(exchange.server.httpUrl)}`);
    // Twice: the first seconds are spent compiling.
    for (const warm of [store, () => insertedByNode(rows), store, whole]) await warm();
    const about = { benchmark: "backfill", unit: "rows/s" };
    const rounds = await interleave(scale.rounds, store, () => insertedByNode(rows));
    const wholes = [];
    for (let i = 0; i < scale.rounds; i++) wholes.push(await whole());
    return [
      findingOf(
        {
          ...about,
          what: `${rows} rows into D1`,
          floorName: "node:sqlite",
          target: { op: ">=", value: 0.5 },
        },
        rounds,
      ),
      findingWithoutFloor({ ...about, what: "from REST pages to verified", target: null }, median(wholes)),
    ];
  } finally {
    await writer.close();
    await exchange.close();
  }
}

/** The same rows by the usual way of SQLite in Node: a file, a prepared INSERT, a transaction a batch. */
async function insertedByNode(count: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "wick-bench-"));
  const sqlite = new DatabaseSync(join(folder, "bars.sqlite"));
  try {
    sqlite.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    for (const name of (await readdir(join(ROOT, "migrations")))
      .filter((file) => file.endsWith(".sql"))
      .sort()) {
      sqlite.exec(
        (await readFile(join(ROOT, "migrations", name), "utf8")).replaceAll("--> statement-breakpoint", ""),
      );
    }
    const start = performance.now();
    const insert = sqlite.prepare(
      `INSERT INTO ohlcv VALUES (${Array.from({ length: 16 }, () => "?").join(", ")})`,
    );
    for (let from = 0; from < count; from += ROWS_A_COMMIT) {
      sqlite.exec("BEGIN");
      for (let i = from; i < Math.min(count, from + ROWS_A_COMMIT); i++) {
        const price = (60_000 + (i % 9_973) / 100).toFixed(2);
        insert.run(
          "BTCUSDT",
          "1m",
          i * 60_000,
          price,
          price,
          price,
          price,
          "12.34567",
          "740740.2",
          1_234,
          "6.54321",
          "392592.6",
          null,
          null,
          0,
          "kline",
        );
      }
      sqlite.exec("COMMIT");
    }
    return (count / (performance.now() - start)) * 1_000;
  } finally {
    sqlite.close();
    await rm(folder, { recursive: true });
  }
}
