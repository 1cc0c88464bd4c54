import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arimaOutlook } from "../../../market/forecast/arima/arima-outlook.ts";
import { differenced } from "../../../market/forecast/arima/difference.ts";
import { filterArima, stepArima } from "../../../market/forecast/arima/filter-arima.ts";
import { fitArima } from "../../../market/forecast/arima/fit-arima.ts";
import { ArmaFitter } from "../../../market/forecast/arima/fit-arma.ts";
import { ARIMA_WINDOW, logCloses } from "../../../market/forecast/arima/log-closes.ts";
import { isUnfit, type Unfit } from "../../../market/forecast/arima/unfit.ts";
import { PYTHON, runReference } from "../../../tests/support/python.ts";
import { walkBars } from "../bar-walk.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";

const WINDOWS = 20;
const FIT_MS = 150;
const HORIZONS = [1, 5, 24];
/** Of the one fit that statsmodels is asked for too. */
const [P, D, Q] = [2, 1, 2];

/**
 * Milliseconds of processor time (all threads) of choosing and fitting a model of 500 closes, the median of many windows; of a forecast by kept
 * parameters; of one more close; and of one maximum of the likelihood beside statsmodels' of the same closes and order.
 */
export async function benchArima(scale: Scale): Promise<Finding[]> {
  const windows = Math.max(5, Math.round(WINDOWS * scale.work));
  const closes = [...walkBars("arima", "1h", Date.UTC(2024, 0, 1), ARIMA_WINDOW * windows)].map(({ close }) =>
    Number(close),
  );
  const parts = Array.from({ length: windows }, (_, i) =>
    closes.slice(i * ARIMA_WINDOW, (i + 1) * ARIMA_WINDOW),
  );
  const [first = []] = parts;
  const fit = known(fitArima(first));
  const filtered = known(filterArima(fit, first));
  const about = { benchmark: "arima", unit: "ms" };
  const own = (what: string, target: Finding["target"], ms: number) =>
    findingWithoutFloor({ ...about, what, target }, ms);
  const { rounds } = scale;
  const found = [
    own(
      "choose and fit, 500 closes",
      { op: "<=", value: FIT_MS },
      median(parts.map((part) => least(1, () => fitArima(part)))),
    ),
    own(
      "forecast by kept parameters, 500 closes",
      null,
      least(rounds, () => arimaOutlook(fit, first, HORIZONS), 50),
    ),
    own(
      "filter one more close",
      null,
      least(rounds, () => stepArima(fit, filtered, closes.at(-1) ?? 1), 2_000),
    ),
  ];
  if (PYTHON === undefined) return found;
  const logs = known(logCloses(first));
  const subject = least(rounds, () =>
    new ArmaFitter(differenced(logs, D)).fitWidely({ p: P, q: Q, hasMean: false }),
  );
  const floor = await statsmodelsMs(logs);
  const beside = {
    ...about,
    what: `one fit, ARIMA(${P}, ${D}, ${Q})`,
    target: { op: "<=", value: 1 },
  } as const;
  return [...found, findingOf({ ...beside, floorName: "statsmodels' SARIMAX.fit" }, [{ subject, floor }])];
}

function known<T extends object>(answer: T | Unfit): T {
  if (isUnfit(answer)) throw new Error(answer.reason);
  return answer;
}

/** The least of so many rounds, each long enough for the clock of the processor to see it. */
function least(rounds: number, work: () => unknown, times = 1): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i++) {
    const start = process.cpuUsage();
    for (let k = 0; k < times; k++) work();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1_000 / times);
  }
  return best;
}

async function statsmodelsMs(logs: Float64Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "wick-bench-"));
  try {
    const file = join(folder, "closes.json");
    await writeFile(file, JSON.stringify([[...logs], [P, D, Q, "n"]]));
    return 1_000 * Number(await runReference("arima.py", ["time", file]));
  } finally {
    await rm(folder, { recursive: true });
  }
}
