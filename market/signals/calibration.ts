import type { Timeframe } from "../time/timeframe.ts";
import { CALIBRATION } from "./calibration-table.ts";
import type { Confidence, Side } from "./signal.ts";

/** What became of issued signals whose score was alike. */
export interface CalibrationCell {
  readonly n: number;
  /** Touched target 1 before anything ended them. */
  readonly target1: number;
  /** Ended at the stop before target 1. */
  readonly stop: number;
  /** Mean result, in ATR, of those that ended before either: by an opposite signal or of age; 0 where there are none. */
  readonly otherAtr: number;
}

export interface CalibrationTable {
  /** Of the rules whose signals were counted: a table holds for no others. */
  readonly rules: string;
  /** Rising bounds of |score|; the cells of a timeframe lie between them. */
  readonly bounds: readonly number[];
  /** What was counted: series and period, by timeframe. */
  readonly basis: Readonly<Partial<Record<Timeframe, string>>>;
  readonly cells: Readonly<Partial<Record<Timeframe, Readonly<Record<Side, readonly CalibrationCell[]>>>>>;
}

/** Fewer cases than this tell nothing. */
export const LEAST_CASES = 200;

/** The cell of a score, with the bounds of its bucket; sides are taken together where one alone has too few cases. */
interface Found {
  readonly cell: CalibrationCell;
  readonly bucket: readonly [number, number];
  readonly whose: string;
}

/** Position of the bucket that |score| falls into; −1 below the first bound. */
export function bucketOf(score: number, bounds: readonly number[]): number {
  const size = Math.abs(score);
  let position = -1;
  for (let i = 0; i + 1 < bounds.length; i++) if (size >= (bounds[i] ?? 0)) position = i;
  return position;
}

function findCell(table: CalibrationTable, timeframe: Timeframe, side: Side, score: number): Found | null {
  const position = bucketOf(score, table.bounds);
  const low = table.bounds[position];
  const high = table.bounds[position + 1];
  const sides = table.cells[timeframe];
  const own = sides?.[side][position];
  if (low === undefined || high === undefined || sides === undefined || own === undefined) return null;
  if (own.n >= LEAST_CASES) return { cell: own, bucket: [low, high], whose: side };
  const other = sides[side === "BUY" ? "SELL" : "BUY"][position];
  return {
    cell: other === undefined ? own : together(own, other),
    bucket: [low, high],
    whose: "BUY and SELL",
  };
}

function together(a: CalibrationCell, b: CalibrationCell): CalibrationCell {
  const others = (cell: CalibrationCell) => cell.n - cell.target1 - cell.stop;
  const count = others(a) + others(b);
  return {
    n: a.n + b.n,
    target1: a.target1 + b.target1,
    stop: a.stop + b.stop,
    otherAtr: count === 0 ? 0 : (others(a) * a.otherAtr + others(b) * b.otherAtr) / count,
  };
}

/** How often signals alike reached target 1 before the stop, and what they gave. */
export interface Experience {
  readonly confidence: Confidence;
  /** Mean result in ATR before costs, leaving at target 1 or at the stop; null where uncalibrated. */
  readonly meanAtr: number | null;
}

/**
 * What is known of earlier signals of such a score ([SIG-30]).
 * @param reach distances of target 1 and the stop in ATR.
 * @param rules version of the rules that decide now.
 */
export function experienceOf(
  timeframe: Timeframe,
  side: Side,
  score: number,
  reach: { readonly target: number; readonly stop: number },
  rules: string,
  table: CalibrationTable = CALIBRATION,
): Experience {
  const found = table.rules === rules ? findCell(table, timeframe, side, score) : null;
  if (found === null) {
    const basis =
      table.rules !== rules
        ? `no record was counted under rules ${rules}`
        : table.cells[timeframe] === undefined
          ? `no record of ${timeframe} bars was counted`
          : `no signal is issued on a score below ${table.bounds[0]}`;
    return { confidence: { value: null, n: 0, bucket: [0, table.bounds[0] ?? 1], basis }, meanAtr: null };
  }
  const { cell, bucket, whose } = found;
  const basis = `${whose} signals of ${table.basis[timeframe]}`;
  if (cell.n < LEAST_CASES) return { confidence: { value: null, n: cell.n, bucket, basis }, meanAtr: null };
  const others = cell.n - cell.target1 - cell.stop;
  const total = cell.target1 * reach.target - cell.stop * reach.stop + others * cell.otherAtr;
  return {
    confidence: { value: cell.target1 / cell.n, n: cell.n, bucket, basis },
    meanAtr: total / cell.n,
  };
}
