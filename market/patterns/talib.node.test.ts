import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PYTHON, runReference } from "../../tests/support/python.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import type { PriceBar } from "../indicators/kernel.ts";
import { DEPTH } from "./candle-memory.ts";
import { madeBars } from "./test-data/made-bars.ts";
import reference from "./test-data/talib.json" with { type: "json" };
import digests from "./test-data/talib-digests.json" with { type: "json" };
import { hitsOf, hitText, type TalibHits } from "./test-data/talib-values.ts";

const SCRIPT = "talib_patterns.py";
const MADE = madeBars(4_000);
const SERIES = DATA === undefined ? [] : kline(join(DATA, "klines"));

function kline(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? kline(join(folder, entry.name))
      : entry.name.endsWith(".csv.gz")
        ? join(folder, entry.name)
        : [],
  );
}

function read(path: string): PriceBar[] {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  return lines.map((line) => {
    const [openTime = 0, open = 0, high = 0, low = 0, close = 0, volume = 0] = line.split(",").map(Number);
    return { openTime, open, high, low, close, volume };
  });
}

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const digestOf = (hits: TalibHits) =>
  createHash("sha256").update(JSON.stringify(hits)).digest("hex").slice(0, 32);

async function askTalib(mode: "whole" | "single", args: readonly string[]): Promise<TalibHits[]> {
  const lines = (await runReference(SCRIPT, [mode, ...args])).trimEnd().split("\n");
  return lines.map((line) => (JSON.parse(line) as { hits: TalibHits }).hits);
}

/** Bars on which two answers differ. */
function differences(one: TalibHits, other: TalibHits): number[] {
  const different = Object.keys(one).flatMap((name) => {
    const [a, b] = [one, other].map((hits) => new Set((hits[name] ?? []).map(String)));
    return [...(a ?? [])].filter((hit) => !b?.has(hit)).concat([...(b ?? [])].filter((hit) => !a?.has(hit)));
  });
  return [...new Set(different.map((hit) => Number.parseInt(hit, 10)))].sort((a, b) => a - b);
}

describe("[PAT-2] detection is TA-Lib's", () => {
  it.each(["running", "fresh"] as const)("on a series with every pattern, by %s sums", (summing) => {
    const hits = hitsOf(MADE, summing);
    expect(hitText(hits)).toEqual(reference);
    for (const [name, list] of Object.entries(hits)) expect(list.length, name).toBeGreaterThan(5);
  });

  it.runIf(PYTHON !== undefined)("on that series, asked now", async () => {
    const folder = mkdtempSync(join(tmpdir(), "wick-patterns-"));
    try {
      const file = join(folder, "made.json");
      writeFileSync(file, JSON.stringify(MADE.map(({ open, high, low, close }) => [open, high, low, close])));
      const [whole] = await askTalib("whole", [file]);
      expect(hitText(whole ?? {})).toEqual(reference);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  // Where TA-Lib can be asked, the next test does that.
  it.runIf(SERIES.length > 0 && PYTHON === undefined)(
    "on every recorded series, whole, by digests of its answers",
    () => {
      const found = Object.fromEntries(
        SERIES.map((path) => [nameOf(path), digestOf(hitsOf(read(path), "running"))]),
      );
      expect(found).toEqual(digests);
    },
    120_000,
  );

  it.runIf(SERIES.length > 0 && PYTHON !== undefined)(
    "on every recorded series, whole, asked now; and [PAT-3] fresh sums are its answer to who begins there",
    async () => {
      const asked: { path: string; bars: number[]; fresh: TalibHits }[] = [];
      const answers = await askTalib("whole", SERIES);
      expect(Object.fromEntries(SERIES.map((path, i) => [nameOf(path), digestOf(answers[i] ?? {})]))).toEqual(
        digests,
      );
      let hits = 0;
      for (const [i, path] of SERIES.entries()) {
        const bars = read(path);
        const whole = answers[i] ?? {};
        expect(differences(hitsOf(bars, "running"), whole), nameOf(path)).toEqual([]);
        hits += Object.values(whole).reduce((sum, list) => sum + list.length, 0);
        const fresh = hitsOf(bars, "fresh");
        const different = differences(fresh, whole);
        if (different.length > 0) asked.push({ path, bars: different, fresh });
      }
      const ties = asked.reduce((sum, { bars }) => sum + bars.length, 0);
      expect(ties / hits).toBeLessThan(1e-4);
      const single = await askTalib(
        "single",
        asked.flatMap(({ path, bars }) => [path, bars.join(",")]),
      );
      for (const [i, { path, bars, fresh }] of asked.entries()) {
        const these = new Set(bars);
        const there = Object.fromEntries(
          Object.entries(fresh).map(([name, list]) => [name, list.filter(([at]) => these.has(at))]),
        );
        expect(there, nameOf(path)).toEqual(single[i]);
      }
    },
    300_000,
  );

  it.runIf(SERIES.length > 0 && PYTHON !== undefined)(
    "[PAT-3] bar by bar, on every bar of a daily series",
    async () => {
      const path = SERIES.find((file) => file.endsWith("BTCUSDT_1d.csv.gz")) ?? "";
      const [single = {}] = await askTalib("single", [path, "all"]);
      expect(differences(hitsOf(read(path), "fresh"), single)).toEqual([]);
    },
    60_000,
  );

  it("[PAT-3] forgets what lies before its lead", () => {
    const whole = hitsOf(MADE, "fresh");
    for (const end of [600, 1_237, 2_500, 3_999]) {
      const begin = end - DEPTH + 1;
      const part = hitsOf(MADE.slice(begin, end + 1), "fresh");
      for (const [name, list] of Object.entries(whole)) {
        const at = (hits: readonly (readonly [number, number])[], index: number) =>
          hits.filter(([i]) => i === index).map(([, value]) => value);
        expect(at(part[name] ?? [], DEPTH - 1), `${name} at ${end}`).toEqual(at(list, end));
      }
    }
  });
});
