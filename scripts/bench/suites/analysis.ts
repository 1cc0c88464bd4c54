import { ANALYSED_TIMEFRAMES } from "../../../contract/channels.ts";
import { Build } from "../../../durable-objects/symbol-hub/analytics/build.ts";
import { openTables } from "../../../durable-objects/symbol-hub/tables.ts";
import {
  analyse,
  analysisNeededFrom,
  type SeriesAnalysis,
} from "../../../market/analysis/series-analysis.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { emptyBook } from "../../../market/signals/lifecycle.ts";
import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { NodeSql } from "../../../tests/support/node-sql.ts";
import { walkBars } from "../bar-walk.ts";
import { type Finding, findingWithoutFloor } from "../finding.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";

const LAST = Date.UTC(2026, 5, 1);
const STEPS = 20_000;
const MIB = 1_048_576;
/** What several hubs of one isolate, of 128 MiB, may keep of their analyses, each. */
const LIMIT_MIB = 4;

/**
 * What a hub's analyses take: a final bar's step, the fold of all timeframes after a restart, and the state that stays
 * in memory, as the text that it would be saved as.
 */
export async function benchAnalysis(scale: Scale): Promise<Finding[]> {
  const tables = openTables(new NodeSql());
  for (const timeframe of ANALYSED_TIMEFRAMES) store(tables, timeframe);
  const restarts: number[] = [];
  let built: SeriesAnalysis[] = [];
  for (let round = 0; round < scale.rounds + 1; round++) {
    const from = performance.now();
    built = ANALYSED_TIMEFRAMES.map((timeframe) => fold(tables, timeframe));
    // The first one compiles.
    if (round > 0) restarts.push(performance.now() - from);
  }
  const bytes = built.reduce((sum, state) => sum + JSON.stringify(state).length, 0);
  const about = { benchmark: "analysis", target: null };
  return [
    findingWithoutFloor(
      { ...about, unit: "us", what: "a final bar: core set, patterns, decision" },
      step(scale),
    ),
    findingWithoutFloor(
      { ...about, unit: "ms", what: "seven timeframes folded after a restart" },
      median(restarts),
    ),
    findingWithoutFloor(
      {
        ...{ benchmark: "analysis", unit: "MiB", what: "state of seven timeframes, as JSON" },
        target: { op: "<=", value: LIMIT_MIB },
      },
      bytes / MIB,
    ),
  ];
}

/** The bars that a hub has fetched at its start, which are those that the analysis of the next bar needs. */
function store(tables: ReturnType<typeof openTables>, timeframe: Timeframe): void {
  const from = analysisNeededFrom(timeframe, LAST);
  const count = Math.ceil((LAST - from) / TIMEFRAME_MS[timeframe]);
  tables.sql.transaction(() => {
    for (const bar of walkBars(timeframe, timeframe, from, count)) tables.bars.put(timeframe, bar);
  });
}

function fold(tables: ReturnType<typeof openTables>, timeframe: Timeframe): SeriesAnalysis {
  const build = new Build(tables.bars, {
    ...{ symbol: "BTCUSDT", timeframe, book: emptyBook(), last: LAST, detectionsFrom: null },
  });
  while (!build.advance(5));
  if (build.state.bars < 1_000) throw new Error(`only ${build.state.bars} bars of ${timeframe} were folded`);
  return build.state;
}

/** Microseconds a bar, the median of rounds over one series of minutes. */
function step(scale: Scale): number {
  const tables = openTables(new NodeSql());
  store(tables, "1m");
  const state = fold(tables, "1m");
  const count = Math.max(2_000, Math.round(STEPS * scale.work));
  const rounds: number[] = [];
  let next = LAST + TIMEFRAME_MS["1m"];
  for (let round = 0; round < scale.rounds + 1; round++) {
    const bars = [...walkBars(`step ${round}`, "1m", next, count)].map(priceBarOf);
    const from = performance.now();
    for (const bar of bars) analyse(state, bar);
    if (round > 0) rounds.push(((performance.now() - from) / count) * 1_000);
    next += count * TIMEFRAME_MS["1m"];
  }
  return median(rounds);
}
