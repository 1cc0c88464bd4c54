import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { deflateRawSync, gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trendingBars } from "../../market/analysis/test-data/trending-bars.ts";
import { closeTimeOf } from "../../market/time/timeframe.ts";
import { barFileBytes } from "../../platform/parquet/bar-file.ts";
import { zipFile } from "../../tests/support/zip-file.ts";
import { walkBars } from "../bench/bar-walk.ts";
import { klineCsv, TestWorld } from "./test-data/test-world.ts";

const START = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;
const BARS = trendingBars(5, "1h", START, 60);
const HEADER = "open_time,open,high,low,close,volume";
const ASK = ["--indicators", "ema(3),obv"];
let world: TestWorld;

beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

/** Lines of Binance's archive: no header, times in units of `unit` a ms. */
const archive = (unit: number) =>
  BARS.map(({ openTime, open, high, low, close, volume }) =>
    [openTime * unit, open, high, low, close, volume, closeTimeOf(openTime, "1h") * unit, 1, 2, 3, 4, 0].join(
      ",",
    ),
  ).join("\n");

const asPandasWrites = () => {
  const number = (name: string, data: number[]) => ({ name, data, type: "DOUBLE" as const });
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "timestamp", data: BARS.map(({ openTime }) => new Date(openTime)), type: "TIMESTAMP" },
        { name: "note", data: BARS.map(() => "x"), type: "STRING" },
        ...(["volume", "low", "high", "open", "close"] as const).map((name) =>
          number(
            name,
            BARS.map((bar) => bar[name]),
          ),
        ),
      ],
    }),
  );
};

describe("[CLI-10] [CLI-11] what can be read", () => {
  const rows = (...args: string[]) => world.rows("indicators", ...args, ...ASK);

  it("is the same bars in every dress", async () => {
    await world.write("AAAUSDT_1h.csv", klineCsv(BARS));
    await world.write("AAAUSDT-1h-2024-01.csv.gz", archive(1));
    await world.write("micro.csv", archive(1_000));
    await world.write("binance.csv", `Open time,Open,High,Low,Close,Volume,Close time\r\n${archive(1)}\r\n`);
    await world.write("packed.csv", gzipSync(klineCsv(BARS)));
    await world.write(
      "AAAUSDT-1h-2024-01.zip",
      zipFile("AAAUSDT-1h-2024-01.csv", Buffer.from(archive(1_000)), deflateRawSync),
    );
    await world.write("frame.parquet", asPandasWrites());
    const whole = await rows("--data", "AAAUSDT_1h.csv");
    expect(whole).toHaveLength(60);
    expect(whole[59]).toMatchObject({ symbol: "AAAUSDT", timeframe: "1h", close: BARS[59]?.close });
    expect(await rows("--data", "AAAUSDT-1h-2024-01.csv.gz")).toEqual(whole);
    expect(await rows("--data", "AAAUSDT-1h-2024-01.zip")).toEqual(whole);
    for (const name of ["micro.csv", "binance.csv", "packed.csv", "frame.parquet"]) {
      expect(await rows("--data", name, "--symbol", "aaausdt"), name).toEqual(whole);
    }
    expect((await rows("--data", "micro.csv"))[0]).toMatchObject({ symbol: "MICRO", timeframe: "1h" });
  });

  it("is the desk's own Parquet, whose decimals are exact", async () => {
    const bars = [...walkBars("cli", "1m", START, 300)].map((bar, i) => ({ ...bar, final: i < 299 }));
    await world.write("BBBUSDT_1m.parquet", barFileBytes(bars, { symbol: "BBBUSDT", timeframe: "1m" }));
    const told = await rows("--data", "BBBUSDT_1m.parquet");
    expect(told.map(({ close }) => close)).toEqual(bars.slice(0, 299).map(({ close }) => Number(close)));
    expect(told.map(({ volume }) => volume)).toEqual(bars.slice(0, 299).map(({ volume }) => Number(volume)));
  });

  it("is a folder, each series by itself, the files of one joined, futures apart", async () => {
    await mkdir(world.path("many/deep"), { recursive: true });
    await world.write("many/CCCUSDT_1h_20240101_20240102.csv", klineCsv(BARS.slice(0, 40)));
    await world.write("many/deep/CCCUSDT_1h_20240102_20240103.csv.gz", klineCsv(BARS.slice(30)));
    await world.write("many/CCCUSDT_UM_1h.csv", klineCsv(BARS.slice(0, 10)));
    await world.write("many/CCCUSDT_1d.csv", klineCsv(trendingBars(5, "1d", START, 3)));
    await world.write("many/CCCUSDT_30m.csv", "unread");
    await world.write("many/CCCUSDT_trades.csv", "unread");
    await symlink(world.path("AAAUSDT_1h.csv"), world.path("many/AAAUSDT_1h.csv"));
    const { out, notices } = await world.run("indicators", "--data", "many", ...ASK, "--format", "json");
    const series = new Map<string, number>();
    for (const { symbol, timeframe } of JSON.parse(out)) {
      series.set(`${symbol} ${timeframe}`, 1 + (series.get(`${symbol} ${timeframe}`) ?? 0));
    }
    expect([...series]).toEqual([
      ...[["AAAUSDT 1h", 60] as const, ["CCCUSDT 1h", 60] as const],
      ...[["CCCUSDT 1d", 3] as const, ["CCCUSDT_UM 1h", 10] as const],
    ]);
    expect(notices).toContain("Passed over, as their timeframe is none of");
    expect(notices).toContain("CCCUSDT 1h: open times told more than once: 10, the last row counts.");
    const some = await rows("--data", "many", "--timeframe", "1h", "--symbol", "cccusdt");
    expect(some).toHaveLength(60);
    expect(new Set(some.map(({ symbol }) => symbol))).toEqual(new Set(["CCCUSDT"]));
    const two = ["--data", "many/CCCUSDT_1d.csv", "--data", "many/AAAUSDT_1h.csv", "--symbol", "AAAUSDT"];
    expect(await rows(...two)).toHaveLength(60);
  });

  it("[CLI-12] is sorted where it is not, of equal open times the last row, and this is told", async () => {
    const [first, ...others] = klineCsv(BARS).trimEnd().split("\n");
    // The row of the eleventh bar comes once more, before it, and says something else.
    const [time, , high, low, close] = (others[10] ?? "").split(",");
    const mixed = [
      first,
      ...others.slice(30),
      [time, close, high, low, close, 7].join(","),
      ...others.slice(0, 30),
    ];
    await world.write("DDDUSDT_1h.csv", mixed.join("\n"));
    await world.write("EEEUSDT_1h.csv", klineCsv(BARS));
    const { status, notices } = await world.run("indicators", "--data", "DDDUSDT_1h.csv", ...ASK);
    expect(status).toBe(0);
    expect(notices).toContain("rows of DDDUSDT_1h.csv were out of order and have been sorted");
    expect(notices).toContain("open times told more than once: 1, the last row counts");
    const bare = (told: readonly object[]) => told.map((row) => ({ ...row, symbol: "" }));
    expect(bare(await rows("--data", "DDDUSDT_1h.csv"))).toEqual(
      bare(await rows("--data", "EEEUSDT_1h.csv")),
    );
  });

  it("has no volume where none is told, and says so", async () => {
    const lines = BARS.map((bar) => `${bar.openTime},${bar.open},${bar.high},${bar.low},${bar.close}`);
    await world.write("FFFUSDT_1h.csv", ["open_time,open,high,low,close", ...lines].join("\n"));
    const { status, notices } = await world.run("indicators", "--data", "FFFUSDT_1h.csv", ...ASK);
    expect(status).toBe(0);
    expect(notices).toContain("FFFUSDT 1h: no volume is told");
  });

  it("[CLI-14] is told of from --from on, what was before leads in, and nothing after --to is read", async () => {
    const whole = await rows("--data", "AAAUSDT_1h.csv");
    const day = await rows("--data", "AAAUSDT_1h.csv", "--from", "2024-01-02", "--to", "2024-01-02");
    expect(day).toEqual(whole.slice(24, 48));
    const ms = ["--from", String(START + 24 * HOUR), "--to", "2024-01-02T23:00Z"];
    expect(await rows("--data", "AAAUSDT_1h.csv", ...ms)).toEqual(day);
  });
});

describe("[CLI-13] what cannot be read is told with its file and line, and nothing is written", () => {
  const last = BARS.at(-1)?.openTime ?? 0;
  it.each([
    [
      "high.csv",
      `${HEADER}\n${START},1,2,1,2,3\n${START + HOUR},1,2,1,3,3\n`,
      /high\.csv: line 3 is no kline/,
    ],
    ["text.csv", `${HEADER}\n${START},1,2,1,2,3\n${START},soon`, /text\.csv: line 3 is no kline/],
    ["off_1h.csv", `${HEADER}\n${last + 1},1,2,1,2,3`, /off_1h\.csv/],
    [
      "AUSDT_1h.csv",
      `${HEADER}\n${START},1,2,1,2,3\n${START + 60_000},1,2,1,2,3`,
      /line 3 opens at \d+, where no bar of 1h does/,
    ],
    ["names.csv", "a,b\n1,2\n", /names\.csv: the file has no column openTime, open/],
    ["empty.csv", "", /empty\.csv: no bars/],
    ["header.csv", `${HEADER}\n`, /header\.csv: no bars/],
    [
      "one.csv",
      `${HEADER}\n${START},1,2,1,2,3`,
      /one\.csv does not tell its timeframe: name it by --timeframe/,
    ],
    [
      "short.csv",
      gzipSync(klineCsv(BARS)).subarray(0, 300),
      /short\.csv cannot be read: unexpected end of file/,
    ],
    ["bad.zip", Buffer.from("PK\u0003\u0004 no archive"), /bad\.zip cannot be read: not a ZIP archive/],
    ["bad.parquet", Buffer.from("PAR1 and no more"), /bad\.parquet cannot be read/],
  ] as const)("%s", async (name, content, message) => {
    await world.write(name, content);
    await world.write("kept.csv", "what was there");
    const { status, notices } = await world.run("indicators", "--data", name, "--out", "kept.csv");
    expect(notices).toMatch(message);
    expect(status).toBe(1);
    expect(await readFile(world.path("kept.csv"), "utf8")).toBe("what was there");
    expect((await readdir(world.folder)).filter((file) => file.endsWith(".part"))).toEqual([]);
  });

  it("what is not there is told, with what is", async () => {
    await world.write("GGGUSDT_1h.csv", klineCsv(BARS));
    const run = async (...args: string[]) => {
      const { status, notices } = await world.run("indicators", "--data", ...args);
      expect(status).toBe(1);
      return notices;
    };
    expect(await run("nowhere")).toBe("There is no nowhere.");
    expect(await run("GGGUSDT_1h.csv", "--timeframe", "1d")).toMatch(
      /no 1d klines .*There are: GGGUSDT 1h\./,
    );
    expect(await run("many", "--symbol", "ZZZ")).toMatch(/no klines of ZZZ in many/);
    expect(await run("GGGUSDT_1h.csv", "--from", "2025-01-01")).toMatch(/no bars of GGGUSDT 1h/);
    await mkdir(world.path("links"));
    await symlink(world.path("gone.csv"), world.path("links/GONEUSDT_1h.csv"));
    expect(await run("links")).toMatch(/GONEUSDT_1h\.csv cannot be read: ENOENT/);
    expect(await run("GGGUSDT_1h.csv", "--out", "no/such/folder.csv")).toMatch(
      /folder\.csv cannot be written/,
    );
  });

  it("a second bad series leaves what the first would have written unwritten", async () => {
    await mkdir(world.path("two"));
    await world.write("two/AUSDT_1h.csv", klineCsv(BARS));
    await world.write("two/BUSDT_1h.csv", "open_time,open,high,low,close\nx");
    const { status } = await world.run("indicators", "--data", "two", "--out", "two.csv");
    expect(status).toBe(1);
    expect(await readdir(world.folder)).not.toContain("two.csv");
  });
});
