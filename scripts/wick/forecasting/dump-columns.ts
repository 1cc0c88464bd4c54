import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { Timeframe } from "../../../market/time/timeframe.ts";
import { type ColumnOf, columnOf, type Table } from "../table.ts";
import { ownHorizon } from "./path-figures.ts";
import type { ScoredHorizon } from "./walk.ts";

/** A model's forecast of one horizon, and what came. */
interface DumpRow {
  readonly model: ModelId;
  readonly row: ScoredHorizon;
}

const QUANTILES = ["q025", "q10", "q50", "q90", "q975"] as const;
const CHANCES = ["pDown", "pNeutral", "pUp"] as const;

const COLUMNS: readonly ColumnOf<DumpRow>[] = [
  columnOf("issuedAt", "time", ({ row }) => row.issuedAt),
  columnOf("targetTime", "time", ({ row }) => row.targetTime),
  columnOf("model", "text", ({ model }) => model),
  columnOf("version", "text", ({ model, row }) => row.forecasts[model].version),
  columnOf("horizon", "number", ({ row }) => row.outcome.horizon),
  columnOf("close", "number", ({ model, row }) => row.forecasts[model].close),
  ...QUANTILES.map((name, level) =>
    columnOf<DumpRow>(name, "number", ({ model, row }) => own(model, row)?.quantiles?.[level] ?? null),
  ),
  columnOf("variance", "number", ({ model, row }) => own(model, row)?.variance ?? null),
  // The direction is called over one horizon; other rows have none.
  ...CHANCES.map((name, place) =>
    columnOf<DumpRow>(name, "number", ({ model, row }) =>
      row.direction === null ? null : (row.forecasts[model].probabilities?.[place] ?? null),
    ),
  ),
  columnOf("outcome", "number", ({ row }) => row.outcome.logReturn),
  columnOf("outcomeVariance", "number", ({ row }) => row.outcome.variance),
  columnOf("outcomeClass", "number", ({ row }) => row.direction),
];

/** Scored horizons as rows, a model after the other; those that another one stood in for are left out. */
export function dumpTable(
  timeframe: Timeframe,
  models: readonly ModelId[],
  scored: readonly ScoredHorizon[],
): Table {
  const rows = scored.flatMap((row) =>
    models.flatMap((model) => (own(model, row) === null ? [] : [{ model, row }])),
  );
  const text = (name: string, of: (row: DumpRow) => string) => ({
    ...{ name, kind: "text" as const, cells: rows.map(of) },
  });
  return {
    length: rows.length,
    columns: [
      text("symbol", ({ row }) => row.symbol),
      text("timeframe", () => timeframe),
      ...COLUMNS.map(({ name, kind, of }) => ({ name, kind, cells: rows.map(of) })),
    ],
  };
}

function own(model: ModelId, row: ScoredHorizon) {
  return ownHorizon(row.forecasts[model], row.at);
}
