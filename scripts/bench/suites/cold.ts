import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bar } from "../../../market/bars/bar.ts";
import { nextMonth } from "../../../platform/cold/periods.ts";
import { memoryFile } from "../../../platform/cold/r2-file.ts";
import { barFileBytes, readBarFile } from "../../../platform/parquet/bar-file.ts";
import { walkBars } from "../bar-walk.ts";
import { clockMs } from "../clock.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import { pyarrowBytes } from "../pyarrow.ts";
import { futuresMinutes } from "../recorded-minutes.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";

const ABOUT = { symbol: "BTCUSDT", timeframe: "1m" } as const;
const MINUTE = 60_000;
const FIRST = Date.UTC(2020, 0, 1);
const MONTHS = 60;
const MIB = 1_048_576;

/** Five years of 1m bars of one symbol as they lie in R2, and the time to read some of them back. */
export async function benchCold(scale: Scale): Promise<Finding[]> {
  const months = Math.max(6, Math.round(MONTHS * scale.work));
  const findings = await bytesOf(`${months} months of 1m, a generated walk`, generated(months));
  const recorded = futuresMinutes();
  if (recorded !== undefined) findings.push(...(await bytesOf("4 months of 1m, recorded", recorded)));
  const month = [...walkBars("bench month", "1m", FIRST, 31 * 1_440)];
  const file = barFileBytes(month, ABOUT);
  const whole = { from: FIRST, to: FIRST + 31 * 1_440 * MINUTE };
  const some = { from: FIRST + 20_000 * MINUTE, to: FIRST + 20_999 * MINUTE };
  const about = { benchmark: "cold", unit: "ms", target: null };
  return [
    ...findings,
    findingWithoutFloor(
      { ...about, what: "read a month of 1m" },
      await timeOf(scale.rounds, file, whole, month.length),
    ),
    findingWithoutFloor(
      { ...about, what: "read 1,000 bars of a month" },
      await timeOf(scale.rounds, file, some, 1_000),
    ),
  ];
}

function* generated(months: number): Generator<readonly Bar[]> {
  let month = FIRST;
  for (let i = 0; i < months; i++) {
    const end = nextMonth(month);
    yield [...walkBars(`bench ${i}`, "1m", month, (end - month) / MINUTE)];
    month = end;
  }
}

/** Bytes beside those of pyarrow, which reads the files and writes them again. */
async function bytesOf(what: string, months: Iterable<readonly Bar[]>): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), "wick-cold-"));
  try {
    let [bytes, rows, number] = [0, 0, 0];
    for (const bars of months) {
      const file = barFileBytes(bars, ABOUT);
      await writeFile(join(folder, `${String(number).padStart(3, "0")}.parquet`), file);
      bytes += file.length;
      rows += bars.length;
      number += 1;
    }
    const about = { benchmark: "cold", what, unit: "MiB" } as const;
    const pyarrow = await pyarrowBytes(folder);
    if (pyarrow === undefined) {
      const left = `${what} (no pyarrow here: left out)`;
      return [findingWithoutFloor({ ...about, what: left, target: null }, bytes / MIB)];
    }
    if (pyarrow.rows !== rows) throw new Error(`pyarrow read ${pyarrow.rows} of ${rows} rows`);
    return (["zstd", "snappy"] as const).map((codec) =>
      findingOf({ ...about, floorName: `pyarrow ${codec}`, target: { op: "<=", value: 1 } }, [
        { subject: bytes / MIB, floor: pyarrow[codec] / MIB },
      ]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function timeOf(
  rounds: number,
  bytes: Uint8Array,
  range: { readonly from: number; readonly to: number },
  expected: number,
): Promise<number> {
  const file = memoryFile(bytes.slice().buffer);
  const times: number[] = [];
  // The first one compiles.
  for (let i = 0; i <= rounds; i++) {
    const start = clockMs();
    let found = 0;
    for await (const bars of readBarFile(file, "1m", range)) found += bars.length;
    if (found !== expected) throw new Error(`${found} bars instead of ${expected}`);
    if (i > 0) times.push(clockMs() - start);
  }
  return median(times);
}
