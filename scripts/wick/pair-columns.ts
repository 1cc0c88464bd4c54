import { PAIR_MEASURES, type PairReading, type PairValue } from "../../market/pairs/pair-value.ts";
import { type ColumnOf, columnOf } from "./table.ts";

/** A row a joined bar. */
export const PAIR_COLUMNS: readonly ColumnOf<PairValue>[] = [
  columnOf("openTime", "time", ({ openTime }) => openTime),
  columnOf("price1", "number", ({ price1 }) => price1),
  columnOf("price2", "number", ({ price2 }) => price2),
  columnOf("carried", "number", ({ carried }) => carried),
  ...PAIR_MEASURES.map((name) => columnOf<PairValue>(name, "number", (value) => value[name])),
  columnOf("missing", "text", ({ missing }) => [...new Set(Object.values(missing))].join(" ") || null),
];

/** The same with the test of its window. */
export const READING_COLUMNS: readonly ColumnOf<PairReading>[] = [
  ...PAIR_COLUMNS.map(({ name, kind, of }) => columnOf<PairReading>(name, kind, ({ value }) => of(value))),
  columnOf("statistic", "number", ({ cointegration }) => cointegration?.statistic ?? null),
  columnOf("pValue", "number", ({ cointegration }) => cointegration?.pValue ?? null),
  columnOf("usedLag", "number", ({ cointegration }) => cointegration?.usedLag ?? null),
  columnOf("verdict", "text", ({ verdict }) => verdict.id),
];

/** Two symbols of a matrix. */
export interface MatrixCell {
  readonly symbol1: string;
  readonly symbol2: string;
  readonly correlation: number | null;
  readonly bars: number;
}

export const MATRIX_COLUMNS: readonly ColumnOf<MatrixCell>[] = [
  columnOf("symbol1", "text", ({ symbol1 }) => symbol1),
  columnOf("symbol2", "text", ({ symbol2 }) => symbol2),
  columnOf("correlation", "number", ({ correlation }) => correlation),
  columnOf("bars", "number", ({ bars }) => bars),
];
