import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { afterEach, describe, expect, it } from "vitest";
import { harOutlook } from "../../market/forecast/har.ts";
import { horizonsOf } from "../../market/forecast/horizons.ts";
import { logBar } from "../../market/forecast/inputs/log-bar.ts";
import { MODEL_FEATURES, modelFeatures } from "../../market/forecast/inputs/model-features.ts";
import { INPUT_VERSION } from "../../market/forecast/inputs/version.ts";
import { naiveOutlook } from "../../market/forecast/naive.ts";
import { sigma24 } from "../../market/forecast/sigma.ts";
import { outcomeAt } from "../../market/forecast/targets.ts";
import { madeUpBars } from "../../market/forecast/test-data/series.ts";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import { zstdDecompress } from "../../platform/parquet/zstd.ts";
import { ROOT } from "../app/root.ts";
import { forecastFile } from "./forecast-file.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const bufferOf = (file: Uint8Array) => new Uint8Array(file).buffer;

async function rowsOf(file: Uint8Array): Promise<Record<string, unknown>[]> {
  const compressors = { ZSTD: (data: Uint8Array) => zstdDecompress(data) };
  return await parquetReadObjects({ file: bufferOf(file), compressors });
}

const csvOf = (bars: readonly PriceBar[]) =>
  [
    "open_time,open,high,low,close,volume,close_time,quote_volume,trades,taker_buy_base,taker_buy_quote",
    ...bars.map((b) => `${b.openTime},${b.open},${b.high},${b.low},${b.close},${b.volume},,,,,`),
    "",
  ].join("\n");

describe("[FC-12] a file of the dataset", () => {
  const bars = madeUpBars(620, "1h", 13, { gap: [580, 4] });

  it("has of every bar what models are told, what they should say, and what baselines do", async () => {
    const rows = await rowsOf(forecastFile("AAAUSDT", "1h", bars));
    expect(rows).toHaveLength(bars.length);
    for (const index of [0, 30, 250, 511, 540, 578, 600, 619]) {
      const features = modelFeatures(bars, index);
      const own = logBar(bars, index);
      const outcome = outcomeAt(bars, index, "1h");
      const { direction } = outcome;
      const naive = naiveOutlook(bars, index, "1h");
      const har = harOutlook(bars, index, "1h");
      const wanted: Record<string, unknown> = {
        open_time: BigInt(bars[index]?.openTime ?? 0),
        close: bars[index]?.close,
        bars: Math.min(512, index + 1),
        ...Object.fromEntries(MODEL_FEATURES.map((name, i) => [`f_${name}`, features[i]])),
        ...Object.fromEntries(own.map((value, i) => [`b_${i}`, Math.fround(value)])),
        label: direction === null ? null : direction + 1,
        sigma24: sigma24(bars, index),
        ...Object.fromEntries([0, 1, 2].map((i) => [`naive_p_${i}`, naive.probabilities?.[i] ?? null])),
      };
      horizonsOf("1h").forEach((horizon, i) => {
        wanted[`y_${horizon}`] = outcome.horizons[i]?.logReturn ?? null;
        wanted[`v_${horizon}`] = outcome.horizons[i]?.variance ?? null;
        for (const [name, { horizons }] of Object.entries({ naive, har })) {
          wanted[`${name}_v_${horizon}`] = horizons[i]?.variance ?? null;
          for (let k = 0; k < 5; k++) {
            wanted[`${name}_q_${horizon}_${k}`] = horizons[i]?.quantiles?.[k] ?? null;
          }
        }
      });
      expect(rows[index]).toEqual(wanted);
    }
  });

  it("says what it was made by, and how wide its numbers are", () => {
    const { key_value_metadata: pairs, schema } = parquetMetadata(
      bufferOf(forecastFile("AAAUSDT", "1d", madeUpBars(30, "1d"))),
    );
    expect(Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, value]))).toMatchObject({
      ...{ "wick.symbol": "AAAUSDT", "wick.timeframe": "1d", "wick.inputVersion": String(INPUT_VERSION) },
      ...{ "wick.window": "512", "wick.sequence": "64", "wick.features": MODEL_FEATURES.join(",") },
    });
    const types = Object.fromEntries(schema.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ open_time: "INT64", bars: "INT32", label: "INT32", close: "DOUBLE" });
    expect(types).toMatchObject({ f_rsi: "FLOAT", b_4: "FLOAT", y_5: "DOUBLE", naive_p_2: "DOUBLE" });
    expect(types).not.toHaveProperty("y_24");
  });

  it("[FC-8] of a series that goes on changes nothing but targets that were not known yet", async () => {
    const before = await rowsOf(forecastFile("AAAUSDT", "1h", bars.slice(0, 560)));
    const after = await rowsOf(forecastFile("AAAUSDT", "1h", bars));
    expect(after.slice(0, 536)).toEqual(before.slice(0, 536));
    const told = (row: Record<string, unknown> | undefined) =>
      Object.entries(row ?? {}).filter(([name]) => !/^(y|v)_|^label$/.test(name));
    for (let i = 536; i < 560; i++) expect(told(after[i])).toEqual(told(before[i]));
  });
});

describe("[FC-12] npm run forecast:export", () => {
  const run = async (...args: string[]) =>
    await promisify(execFile)(process.execPath, [join(ROOT, "scripts/forecast-export.ts"), ...args]);

  async function folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), "wick-dataset-"));
    closers.push(() => rm(path, { recursive: true }));
    return path;
  }

  it("writes a file a series, of the timeframes asked for", async () => {
    const [data, out] = [await folder(), await folder()];
    const [hours, days] = [madeUpBars(90, "1h", 3), madeUpBars(70, "1d", 4)];
    await writeFile(join(data, "AAAUSDT_1h.csv.gz"), gzipSync(csvOf(hours)));
    await writeFile(join(data, "BBBUSDT_1h.csv"), csvOf(hours.slice(0, 50)));
    await writeFile(join(data, "AAAUSDT_1d.csv"), csvOf(days));
    await writeFile(join(data, "AAAUSDT_4h.csv"), csvOf(madeUpBars(20, "4h")));
    const { stdout } = await run("--data", data, "--out", out, "--timeframe", "1h,1d");
    expect(stdout).toContain("3 files, 210 rows");
    const written = new Uint8Array(await readFile(join(out, "AAAUSDT_1d.parquet")));
    expect(await rowsOf(written)).toEqual(await rowsOf(forecastFile("AAAUSDT", "1d", days)));
    expect(await rowsOf(new Uint8Array(await readFile(join(out, "BBBUSDT_1h.parquet"))))).toHaveLength(50);
  });

  it("says what is wrong where there is nothing, and stops at a file that cannot be read", async () => {
    const [data, out] = [await folder(), await folder()];
    await expect(run("--data", data, "--out", out)).rejects.toThrow(/nothing of 1h, 12h, 1d to export/);
    await expect(run("--data", data, "--out", out, "--timeframe", "2h")).rejects.toThrow(/no timeframe 2h/);
    await writeFile(join(data, "AAAUSDT_1h.csv"), "open_time,open\n1,x\n");
    await expect(run("--data", data, "--out", out)).rejects.toThrow(/AAAUSDT_1h\.csv/);
  });
});
