import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { CalibrationTable } from "../market/signals/calibration.ts";
import { TIMEFRAMES } from "../market/time/timeframe.ts";
import { command } from "./app/command.ts";
import { ROOT } from "./app/root.ts";
import { calibrationTable, countTimeframe, type TimeframeCount } from "./signals/calibration-run.ts";
import type { EndedSignal } from "./signals/outcome-count.ts";

const USAGE = `npm run signals:calibrate -- --data FOLDER [--out market/signals/calibration-table.ts]
Runs the signal engine over every kline file below FOLDER and counts what became of its signals, by timeframe, side and
score. Run it again whenever the rules change: a table of other rules counts for nothing.`;

const TABLE = join(ROOT, "market/signals/calibration-table.ts");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: "string" },
      out: { type: "string", default: TABLE },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || values.data === undefined) {
    console.log(USAGE);
    if (!values.help) process.exitCode = 1;
    return;
  }
  const counts: TimeframeCount[] = [];
  for (const timeframe of TIMEFRAMES) {
    if (timeframe === "1s") continue;
    const count = await countTimeframe(values.data, timeframe);
    if (count === undefined) continue;
    counts.push(count);
    tellHalves(count);
  }
  if (counts.length === 0) throw new Error(`There are no klines below ${values.data}.`);
  await writeFile(values.out, tableText(calibrationTable(counts)));
  await command("biome", "format", "--write", values.out);
}

/** How alike the earlier and the later half are: a frequency that holds in one alone is none. */
function tellHalves({ timeframe, bars, ended }: TimeframeCount): void {
  const byTime = [...ended].sort((a, b) => a.issuedAt - b.issuedAt);
  const middle = Math.floor(byTime.length / 2);
  const rate = (part: readonly EndedSignal[]) => {
    const hits = part.filter(({ end }) => end === "target1").length;
    return part.length === 0 ? "-" : `${((100 * hits) / part.length).toFixed(1)} % of ${part.length}`;
  };
  const halves = `earlier half ${rate(byTime.slice(0, middle))}, later half ${rate(byTime.slice(middle))}`;
  console.log(`${timeframe}: ${bars} bars; target 1 before the stop in ${rate(byTime)}; ${halves}`);
}

function tableText(table: CalibrationTable): string {
  return `import type { CalibrationTable } from "./calibration.ts";

/** Made by \`npm run signals:calibrate\`; docs/spec/signals.md says what is counted. Not to be edited. */
export const CALIBRATION: CalibrationTable = ${JSON.stringify(table, null, 2)};
`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
