import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { auc } from "../../market/forecast/metrics/auc.ts";
import { WeeklyRatio, weekDraws } from "../../market/forecast/metrics/bootstrap.ts";
import {
  accuracyUpGivenMove,
  balancedAccuracy,
  earned,
  leansOf,
} from "../../market/forecast/metrics/calls.ts";
import {
  absoluteError,
  brier,
  covers,
  logLoss,
  pinballOf80,
  pinballOfAll,
  qlike,
  skill,
} from "../../market/forecast/metrics/losses.ts";
import { calibrationError, reliability } from "../../market/forecast/metrics/reliability.ts";
import type { ScoredRow } from "../../market/forecast/test-data/scored.ts";
import { runReference } from "./python.ts";

export type Figures = Readonly<Record<string, number | readonly number[]>>;

/** What scripts/references/forecast_metrics.py tells, by our own code. */
export function figuresOf(rows: readonly ScoredRow[]): Figures {
  const mean = (of: (row: ScoredRow) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const calls = rows.map(({ direction, probabilities }) => ({ came: direction, probabilities }));
  const leans = leansOf(calls);
  const gains = rows.flatMap(({ probabilities, came }) => earned(probabilities, came) ?? []);
  const losses = new WeeklyRatio();
  for (const { week, direction, probabilities } of rows) {
    losses.add(week, logLoss(direction, probabilities), Math.log(3));
  }
  const { low, high } = losses.interval((share) => 1 - share);
  return {
    pinball: mean((row) => pinballOfAll(row.came, row.quantiles)),
    pinball80: mean((row) => pinballOf80(row.came, row.quantiles)),
    mae: mean((row) => absoluteError(row.came, row.quantiles)),
    coverage80: mean((row) => Number(covers(row.came, row.quantiles, 80))),
    coverage95: mean((row) => Number(covers(row.came, row.quantiles, 95))),
    qlike: mean((row) => qlike(row.cameVariance, row.variance)),
    logLoss: mean((row) => logLoss(row.direction, row.probabilities)),
    brier: mean((row) => brier(row.direction, row.probabilities)),
    balancedAccuracy: balancedAccuracy(calls),
    auc: auc(leans),
    accuracyUpGivenMove: accuracyUpGivenMove(leans),
    earned: gains.reduce((sum, one) => sum + one, 0) / gains.length,
    ece: calibrationError(reliability(calls)),
    skill: skill(
      mean((row) => logLoss(row.direction, row.probabilities)),
      Math.log(3),
    ),
    skillInterval: [low, high],
  };
}

/** What it tells itself, with intervals by our own draws of weeks. @param folder for what it is given. */
export async function figuresByPython(rows: readonly ScoredRow[], folder: string): Promise<Figures> {
  const input = join(folder, "scored.json");
  const weeks = new Set(rows.map(({ week }) => week)).size;
  const columns = {
    quantiles: rows.map(({ quantiles }) => quantiles),
    came: rows.map(({ came }) => came),
    variance: rows.map(({ variance }) => variance),
    cameVariance: rows.map(({ cameVariance }) => cameVariance),
    probabilities: rows.map(({ probabilities }) => probabilities),
    direction: rows.map(({ direction }) => direction),
    weeks: rows.map(({ week }) => week),
    draws: Array.from(weekDraws(weeks), (counts) => [...counts]),
  };
  await writeFile(input, JSON.stringify(columns));
  return JSON.parse(await runReference("forecast_metrics.py", [input]));
}
