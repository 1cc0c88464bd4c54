import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateRawSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openMemoryBucket } from "../../tests/support/memory-bucket.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import {
  type KlineExchange,
  type KlineRow,
  klineRows,
  openKlineExchange,
} from "../../tests/support/table-exchange.ts";
import { zipFile } from "../../tests/support/zip-file.ts";
import { advance } from "./advance.ts";
import { planBackfill } from "./plan.ts";
import type { BackfillPorts } from "./ports.ts";

const START = Date.UTC(2024, 10, 20);
const files = new Map<string, Uint8Array>();
const asked: string[] = [];
const archive = createServer((request, response) => {
  const path = request.url ?? "";
  asked.push(path);
  const file = files.get(path.slice(path.lastIndexOf("/") + 1));
  if (file === undefined) response.writeHead(404).end();
  else response.writeHead(200).end(file);
});

let exchange: KlineExchange;
let address = "";
beforeAll(async () => {
  exchange = await openKlineExchange();
  await new Promise<void>((resolve) => archive.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(archive.address() as AddressInfo).port}`;
});
afterEach(() => {
  files.clear();
  asked.length = 0;
  exchange.tables.clear();
});
afterAll(async () => {
  await exchange.close();
  archive.closeAllConnections();
  await new Promise((resolve) => archive.close(resolve));
});

/** Puts a file of these klines, and its checksum, into the archive. */
function publish(
  period: string,
  rows: readonly KlineRow[],
  options: { header?: boolean; micro?: boolean; sum?: string } = {},
): void {
  const unit = options.micro === true ? 1_000 : 1;
  const lines = rows.map(([time, ...rest]) => [time * unit, ...rest].join(","));
  if (options.header === true)
    lines.unshift(
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
    );
  const name = `BTCUSDT-1h-${period}`;
  const file = zipFile(`${name}.csv`, Buffer.from(`${lines.join("\n")}\n`), deflateRawSync);
  const sum = options.sum ?? createHash("sha256").update(file).digest("hex");
  files.set(`${name}.zip`, file);
  files.set(`${name}.zip.CHECKSUM`, Buffer.from(`${sum}  ${name}.zip\n`));
}

const rowsOf = (rows: readonly KlineRow[], month: string) =>
  rows.filter(([time]) => new Date(time).toISOString().startsWith(month));

async function fill(source: "archive" | "rest") {
  const d1 = openNodeD1();
  const ports: BackfillPorts = {
    db: d1.db,
    cold: openMemoryBucket().bucket,
    exchange: (symbol) => exchange.rest(symbol),
    now: () => 0,
    config: { BINANCE_ARCHIVE_URL: source === "archive" ? address : "" },
  };
  const [row] = await planBackfill(ports, { symbol: "BTCUSDT", timeframe: "1h", from: START });
  for (let step = 0; step < 100; step++) {
    const result = await advance(ports, row?.id ?? "", "a");
    if (result.state === "done") {
      const all = (table: string) => d1.sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).all();
      return { bars: all("ohlcv"), series: all("series"), outages: all("series_outage"), row: result.row };
    }
    if (result.state !== "progress") throw new Error(`${result.state}: ${result.row.error}`);
  }
  throw new Error("the backfill does not end");
}

test("[FILL-12] archive files of ms and µs, with and without a header, by month and by day, come to what REST tells", async () => {
  // 20 November to 20 January: December and, in µs, the days of January; November is not whole in the wish's month.
  const rows = klineRows("1h", START, 61 * 24 + 5).filter((_, i) => i < 900 || i > 903);
  exchange.tables.set("BTCUSDT 1h", rows);
  publish("2024-11", rowsOf(rows, "2024-11"));
  publish("2024-12", rowsOf(rows, "2024-12"), { header: true });
  for (let day = 1; day <= 19; day++) {
    const period = `2025-01-${String(day).padStart(2, "0")}`;
    publish(period, rowsOf(rows, period), { micro: true });
  }
  const rest = await fill("rest");
  const before = exchange.server.requests.length;
  const filled = await fill("archive");
  expect(filled).toEqual({
    ...rest,
    row: expect.objectContaining({ source: "archive", rows: rest.row.rows }),
  });
  expect(asked.filter((path) => path.endsWith("2024-12.zip"))).toEqual([
    "/data/spot/monthly/klines/BTCUSDT/1h/BTCUSDT-1h-2024-12.zip",
  ]);
  expect(asked.filter((path) => path.includes("/daily/") && path.endsWith(".zip"))).toHaveLength(19);
  // Two of the plan, one for the outage, the last hours, and the second reading.
  expect(exchange.server.requests.length - before).toBeLessThanOrEqual(7);
});

test("[FILL-13] a file whose checksum does not fit, or that is damaged, is not used", async () => {
  const rows = klineRows("1h", START, 45 * 24);
  exchange.tables.set("BTCUSDT 1h", rows);
  const lies = rowsOf(rows, "2024-12").map(
    (row) => row.map((field, i) => (i === 5 ? "9" : field)) as unknown as KlineRow,
  );
  publish("2024-11", rowsOf(rows, "2024-11"));
  const november = files.get("BTCUSDT-1h-2024-11.zip") ?? new Uint8Array();
  files.set(
    "BTCUSDT-1h-2024-11.zip",
    november.map((byte, i) => (i > 300 && i < 2_000 ? byte ^ 255 : byte)),
  );
  files.delete("BTCUSDT-1h-2024-11.zip.CHECKSUM");
  publish("2024-12", lies, { sum: "0".repeat(64) });
  const rest = await fill("rest");
  const filled = await fill("archive");
  expect(filled.bars).toEqual(rest.bars);
  expect(asked.filter((path) => path.endsWith("2024-12.zip"))).toHaveLength(1);
});

test("[FILL-14] an archive that has nothing leaves all to REST", async () => {
  exchange.tables.set("BTCUSDT 1h", klineRows("1h", START, 45 * 24));
  expect((await fill("archive")).bars).toEqual((await fill("rest")).bars);
});
