import type { Interval } from "../../../market/forecast/metrics/bootstrap.ts";
import { numberText, percentText, textTable } from "../text-table.ts";
import type { Evaluation, ModelFigures } from "./evaluation.ts";
import type { PathFigures } from "./path-figures.ts";

/** What an evaluation found, as tables for people. */
export function evaluationText(evaluation: Evaluation): string {
  const { timeframe, symbols, from, to, models } = evaluation;
  const day = (time: number | null) => (time === null ? "" : new Date(time).toISOString().slice(0, 10));
  const direction = directionTable(models);
  const parts = [
    `${timeframe}, ${symbols.join(", ")}, issued ${day(from)} to ${day(to)}. In brackets: 95 % by resampled weeks.`,
    `Intervals and volatility\n${pathTable(models)}`,
    ...(direction === null ? [] : [`Direction over five bars\n${direction}`]),
    ...(symbols.length > 1 ? [`Coverage of 80 and 95 % by coin\n${coinTable(models, symbols)}`] : []),
    ...models.flatMap(notes),
  ];
  return parts.join("\n\n");
}

const PATH_HEADER = [
  "model",
  "bars",
  "n",
  "pinball over naive",
  "80 % over unconditional",
  "80 % over scaled by σ",
  "median over naive",
  "held by 80 %",
  "held by 95 %",
  "QLIKE",
  "QLIKE over har",
];

function pathTable(models: readonly ModelFigures[]): string {
  const rows = models.flatMap(({ model, paths }) =>
    paths
      .filter(({ n }) => n > 0)
      .map((path) => [
        model,
        String(path.horizon),
        String(path.n),
        ...pathIntervals(path).map(shareText),
        numberText(path.qlike, 3),
        shareText(path.qlikeSkillHar),
      ]),
  );
  return textTable([PATH_HEADER, ...rows]);
}

function pathIntervals(path: PathFigures): (Interval | null)[] {
  return [
    ...[path.pinballSkill, path.pinball80SkillUnconditional, path.pinball80SkillScaled],
    ...[path.maeSkill, path.coverage80, path.coverage95],
  ];
}

const DIRECTION_HEADER = [
  "model",
  "n",
  "log-loss over prior",
  "Brier over prior",
  "log-loss over naive",
  "log-loss over σ's deciles",
  "balanced accuracy",
  "AUC of up given a move",
  "right given a move",
  "ECE",
  "a call after 10 bp",
];

/** Null where no model calls it. */
function directionTable(models: readonly ModelFigures[]): string | null {
  const rows = models.flatMap(({ model, direction: told }) =>
    told === null
      ? []
      : [
          [
            model,
            String(told.n),
            ...[told.logLossSkill, told.brierSkill, told.logLossSkillNaive, told.logLossSkillBySigma].map(
              shareText,
            ),
            numberText(told.balancedAccuracy, 3),
            intervalText(told.aucUpGivenMove, (value) => value.toFixed(3)),
            numberText(told.accuracyUpGivenMove, 3),
            numberText(told.ece, 4),
            intervalText(told.costAdjusted, (value) => percentText(value, 3)),
          ],
        ],
  );
  return rows.length === 0 ? null : textTable([DIRECTION_HEADER, ...rows]);
}

function coinTable(models: readonly ModelFigures[], symbols: readonly string[]): string {
  const rows = models.flatMap(({ model, paths }) =>
    paths
      .filter(({ coins }) => coins.length > 0)
      .map(({ horizon, coins }) => [
        model,
        String(horizon),
        ...symbols.map((symbol) => {
          const coin = coins.find((one) => one.symbol === symbol);
          return coin === undefined
            ? "–"
            : `${(coin.coverage80 * 100).toFixed(1)} ${(coin.coverage95 * 100).toFixed(1)}`;
        }),
      ]),
  );
  return textTable([["model", "bars", ...symbols], ...rows]);
}

function notes({ model, fellBack, fallbackReason, alarms }: ModelFigures): string[] {
  const stood = `${model}: ${fellBack} forecasts are left out, as another one stood in for it: ${fallbackReason}.`;
  return [...(fellBack > 0 ? [stood] : []), ...alarms.map((alarm) => `ALARM ${model}: ${alarm}.`)];
}

function shareText(interval: Interval | null): string {
  return intervalText(interval, (value) => percentText(value, 1));
}

function intervalText(interval: Interval | null, text: (value: number) => string): string {
  if (interval === null) return "–";
  const { value, low, high } = interval;
  return `${text(value)} [${text(low).replace(" %", "")}, ${text(high).replace(" %", "")}]`;
}
