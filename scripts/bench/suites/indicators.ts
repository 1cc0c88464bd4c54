import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { columnsOf } from "../../../market/indicators/columns.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import { walkBars } from "../bar-walk.ts";
import { type Finding, findingOf, findingWithoutFloor, type Target } from "../finding.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";

const run = promisify(execFile);
const PROCESS = join(import.meta.dirname, "../indicators/one-process.ts");
const LOOP = join(import.meta.dirname, "../indicators/one-loop.ts");
/** Bars that are stepped at a time. */
const STEPS = 2_000;
/** Bars of the shorter batch and of all that is stepped, seven years of 1h; and of the longer batch. */
const BATCH = 60_000;
const BARS = 500_000;
const ROUND_MS = 60;
const LIMIT_MS = 300_000;

const RoundSchema = z.object({
  step: z.number(),
  batch: z.number(),
  longBatch: z.number(),
  technical: z.number().optional(),
  signals: z.number().optional(),
  talib: z.number().optional(),
  longTalib: z.number().optional(),
});
const LoopSchema = z.object({
  indicators: z.number(),
  rounds: z.array(z.object({ step: z.number(), technical: z.number() })),
});
const AnswerSchema = z.object({ talib: z.boolean(), rounds: z.array(RoundSchema) });
type Measured = z.infer<typeof RoundSchema>;

const TENTH: Target = { op: "<=", value: 0.1 };
const TWICE: Target = { op: "<=", value: 2 };

/** Nanoseconds a bar of each indicator's step and batch, beside those of two libraries and of TA-Lib's C. */
export async function benchIndicators(scale: Scale): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), "wick-indicators-"));
  try {
    const path = join(folder, "columns");
    await writeColumns(path, Math.round(BARS * scale.work));
    const findings: Finding[] = [await benchLoop(path, scale)];
    for (const { id } of INDICATORS) findings.push(...(await benchOne(path, id, scale)));
    return findings;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeColumns(path: string, count: number): Promise<void> {
  const bars = [...walkBars("indicators", "1h", Date.UTC(2024, 0, 1), count)].map(priceBarOf);
  const { openTime, open, high, low, close, volume } = columnsOf(bars);
  const rows = [openTime, open, high, low, close, volume].map((row) => new Uint8Array(row.buffer));
  await writeFile(path, Buffer.concat(rows));
}

/** All of them in one loop, whose call cannot be compiled for one of them. */
async function benchLoop(path: string, scale: Scale): Promise<Finding> {
  const args = [LOOP, path, STEPS, BATCH / STEPS, scale.rounds, Math.round(5 * ROUND_MS * scale.work)].map(
    String,
  );
  const { stdout } = await run(process.execPath, args, { timeout: LIMIT_MS });
  const { indicators, rounds } = LoopSchema.parse(JSON.parse(stdout));
  const what = `${indicators} indicators' steps, one loop`;
  const about = { benchmark: "indicators", what, unit: "ns" as const, floorName: "technicalindicators" };
  return findingOf(
    { ...about, target: TENTH },
    rounds.map(({ step, technical }) => ({ subject: step, floor: technical })),
  );
}

async function benchOne(path: string, id: string, scale: Scale): Promise<Finding[]> {
  const batch = Math.round(BATCH * scale.work);
  const args = [PROCESS, path, id, STEPS, batch, scale.rounds, Math.round(ROUND_MS * scale.work)].map(String);
  const { stdout } = await run(process.execPath, args, { timeout: LIMIT_MS });
  const { talib, rounds } = AnswerSchema.parse(JSON.parse(stdout));
  const long = `${id} batch, ${Math.round((BARS * scale.work) / 1_000)}k bars`;
  return [
    finding(
      `${id} step`,
      "technicalindicators",
      TENTH,
      rounds,
      (one) => one.step,
      (one) => one.technical,
    ),
    finding(
      `${id} step`,
      "trading-signals",
      null,
      rounds,
      (one) => one.step,
      (one) => one.signals,
    ),
    alone(
      `${id} step`,
      rounds,
      (one) => (one.technical ?? one.signals) === undefined,
      (one) => one.step,
    ),
    finding(
      `${id} batch`,
      "TA-Lib C",
      TWICE,
      rounds,
      (one) => one.batch,
      (one) => one.talib,
    ),
    finding(
      long,
      "TA-Lib C",
      TWICE,
      rounds,
      (one) => one.longBatch,
      (one) => one.longTalib,
    ),
    alone(
      talib ? `${id} batch` : `${id} batch (no TA-Lib here)`,
      rounds,
      (one) => one.talib === undefined,
      (one) => one.batch,
    ),
  ].flat();
}

function finding(
  what: string,
  floorName: string,
  target: Target | null,
  rounds: readonly Measured[],
  subject: (one: Measured) => number,
  floor: (one: Measured) => number | undefined,
): Finding[] {
  const pairs = rounds.flatMap((one) => {
    const below = floor(one);
    return below === undefined ? [] : [{ subject: subject(one), floor: below }];
  });
  const about = { benchmark: "indicators", what, unit: "ns", floorName, target };
  return pairs.length === 0 ? [] : [findingOf(about, pairs)];
}

/** The figure of what nobody else here has. */
function alone(
  what: string,
  rounds: readonly Measured[],
  isAlone: (one: Measured) => boolean,
  of: (one: Measured) => number,
): Finding[] {
  if (!rounds.every(isAlone)) return [];
  return [
    findingWithoutFloor({ benchmark: "indicators", what, unit: "ns", target: null }, median(rounds.map(of))),
  ];
}
