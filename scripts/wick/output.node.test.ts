import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { parquetRows } from "./test-data/parquet-rows.ts";
import { csvRows, klineCsv, type Row, TestWorld } from "./test-data/test-world.ts";

const START = Date.UTC(2024, 0, 1);
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.open();
  await world.write("AUSDT_1h.csv", klineCsv(trendingBars(7, "1h", START, 700)));
  await world.write("BUSDT_1h.csv", klineCsv(trendingBars(9, "1h", START, 650)));
});
afterAll(() => world.close());

const DATA = ["--data", "AUSDT_1h.csv", "--data", "BUSDT_1h.csv"];
const COMMANDS = [
  ["indicators", ...DATA],
  ["patterns", ...DATA],
  ["signals", ...DATA],
  ["signals", ...DATA, "--events"],
  ["signals", ...DATA, "--decisions"],
  ["pairs", ...DATA, "--symbols", "AUSDT,BUSDT", "--cointegration"],
  ["pairs", ...DATA, "--matrix"],
] as const;

async function inParquet(bytes: Uint8Array): Promise<Row[]> {
  const rows = await parquetRows(bytes);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, cell]) => [
        name,
        cell instanceof Date ? cell.getTime() : (cell as string | number | null),
      ]),
    ),
  );
}

describe.each(COMMANDS.map((args) => [args.join(" "), args] as const))("%s", (_, args) => {
  it("[CLI-20] tells the same values as CSV, JSON, NDJSON and Parquet, printed and in a file", async () => {
    const rows = await world.rows(...args);
    expect(rows.length).toBeGreaterThan(3);
    const csv = (await world.run(...args)).out;
    expect(csvRows(csv)).toEqual(
      rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [name, cell === null ? "" : String(cell)]),
        ),
      ),
    );
    const ndjson = (await world.run(...args, "--format", "ndjson")).out;
    expect(
      ndjson
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(rows);
    const parquet = await world.run(...args, "--format", "parquet");
    expect(await inParquet(parquet.bytes)).toEqual(rows);
    for (const [ending, printed] of [
      ["csv", csv],
      ["ndjson", ndjson],
    ] as const) {
      expect((await world.run(...args, "--out", `out.${ending}`)).status).toBe(0);
      expect(await readFile(world.path(`out.${ending}`), "utf8")).toBe(printed);
    }
    expect((await world.run(...args, "--out", "out.parquet")).status).toBe(0);
    expect(await readFile(world.path("out.parquet"))).toEqual(Buffer.from(parquet.bytes));
  });
});

it("[CLI-20] tells numbers in full, nulls as empty cells, and times in ms or, with --iso, in words", async () => {
  const ask = ["indicators", "--data", "AUSDT_1h.csv", "--indicators", "macd(3,6,3)"];
  const { out } = await world.run(...ask);
  const [header, first = "", ...lines] = out.trimEnd().split("\n");
  expect(header).toBe(
    'symbol,timeframe,openTime,open,high,low,close,volume,"macd(3,6,3).macd","macd(3,6,3).signal","macd(3,6,3).histogram"',
  );
  expect(first).toMatch(/^AUSDT,1h,1704067200000,[\d.]+,[\d.]+,[\d.]+,[\d.]+,[\d.]+,,,$/);
  expect(Math.max(...lines.map((line) => line.length))).toBeGreaterThan(110);
  const [row] = await world.rows(...ask, "--iso");
  expect(row).toMatchObject({ openTime: "2024-01-01T00:00:00.000Z" });
  const iso = (await world.run(...ask, "--iso")).out.split("\n")[1];
  expect(iso).toMatch(/^AUSDT,1h,2024-01-01T00:00:00\.000Z,/);
});

it("[CLI-20] is the same bytes each time", async () => {
  const ask = ["signals", ...DATA, "--format", "parquet"];
  expect((await world.run(...ask)).bytes).toEqual((await world.run(...ask)).bytes);
});

it("[CLI-20] of no rows at all still has a header, and is an empty list", async () => {
  const none = ["patterns", "--data", "AUSDT_1h.csv", "--patterns", "doji", "--min-strength", "100"];
  expect((await world.run(...none)).out).toBe(
    "symbol,timeframe,openTime,pattern,signal,strength,bars,description\n",
  );
  expect(await world.rows(...none)).toEqual([]);
  expect(await inParquet((await world.run(...none, "--format", "parquet")).bytes)).toEqual([]);
});
