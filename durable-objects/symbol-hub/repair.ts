import { barOfSum } from "../../market/bars/sum.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";
import type { Gap } from "./gap.ts";
import { foldInto, wholeMinute } from "./refold.ts";

/** [BAR-33] */
const HORIZON_MS = 24 * 3_600_000;
const PAGE = 1_000;
/** Pages a run, so that a long repair shares the weight budget and the object with live trades. */
const PAGES_A_RUN = 10;
const MINUTE = TIMEFRAME_MS["1m"];

type Row = { id: number; next_id: number; to_id: number; from_time: number; to_time: number };

export function scheduleRepair(core: Core, gap: Gap): void {
  core.tables.sql.all(
    "INSERT INTO repair (next_id, to_id, from_time, to_time) VALUES (?, ?, ?, ?)",
    gap.fromId,
    gap.toId,
    gap.fromTime,
    gap.toTime,
  );
}

/** Minutes whose klines came late, or never: folded from their trades once these are there. None has to be fetched. */
export function scheduleRefold(core: Core, fromTime: EpochMs, toTime: EpochMs): void {
  scheduleRepair(core, { fromId: 1, toId: 0, fromTime, toTime });
}

export function hasRepairs(core: Core): boolean {
  return core.tables.sql.all("SELECT id FROM repair LIMIT 1").length > 0;
}

/**
 * Fetches a part of the oldest gap's trades and revises the minutes that are complete with them. Progress is
 * stored with each page, so it goes on after a restart.
 * @throws FeedError as the requests do; nothing is lost, the next run continues.
 */
export async function repairSome(core: Core, rest: FeedRest): Promise<void> {
  for (let pages = 0; pages < PAGES_A_RUN; pages++) {
    const row = core.tables.sql.all<Row>("SELECT * FROM repair ORDER BY id LIMIT 1")[0];
    if (row === undefined) return;
    if (row.to_time < core.engine.state.clock - HORIZON_MS) {
      drop(core, row);
      continue;
    }
    if (!isSettled(core, row)) return;
    // What was folded is refolded from what is stored.
    if (core.journal.trades.length > 0) core.checkpoint();
    if (row.next_id > row.to_id) {
      drop(core, row);
      refoldAll(core, row.from_time, row.to_time);
      continue;
    }
    if (row.from_time < core.engine.state.clock - HORIZON_MS) {
      await skipOld(core, rest, row);
      continue;
    }
    core.count("rest_requests");
    const page = await rest.aggTrades({ fromId: row.next_id, limit: PAGE, purpose: "repair" });
    const missing = page.filter((trade) => trade.id >= row.next_id && trade.id <= row.to_id);
    const last = missing.at(-1);
    if (last === undefined) {
      // Not there yet, or never any more: asked for again until the gap is too old.
      if (page.length === 0) return;
      drop(core, row);
      continue;
    }
    const done = last.id >= row.to_id;
    core.tables.sql.transaction(() => {
      core.tables.ticks.put(missing);
      if (done) drop(core, row);
      else
        core.tables.sql.all(
          "UPDATE repair SET next_id = ?, from_time = ? WHERE id = ?",
          last.id + 1,
          last.time,
          row.id,
        );
    });
    refoldAll(core, row.from_time, done ? row.to_time : last.time - MINUTE);
  }
}

/** Moves the start of a long gap to within the horizon, by halving: no page of older trades is read. */
async function skipOld(core: Core, rest: FeedRest, row: Row): Promise<void> {
  const horizon = core.engine.state.clock - HORIZON_MS;
  let old = row.next_id;
  let young = row.to_id;
  let youngTime: EpochMs = row.to_time;
  while (young - old > 1) {
    const middle = Math.floor((old + young) / 2);
    core.count("rest_requests");
    const [trade] = await rest.aggTrades({ fromId: middle, limit: 1, purpose: "repair" });
    if (trade !== undefined && trade.time < horizon) old = middle;
    else {
      young = middle;
      youngTime = trade?.time ?? youngTime;
    }
  }
  core.tables.sql.all(
    "UPDATE repair SET next_id = ?, from_time = ? WHERE id = ?",
    young,
    Math.max(horizon, youngTime),
    row.id,
  );
}

/** Whether the gap's minutes can be replaced: they have their bars, and a trade behind them was folded. */
function isSettled(core: Core, row: Row): boolean {
  const { minutes, passedOver } = core.engine.state;
  const last = openTimeOf(row.to_time, "1m");
  if (minutes.finalThrough === null || last > minutes.finalThrough) return false;
  // The bars may be final by klines while the last of their trades are still to come.
  if (core.lastTime === null || core.lastTime < last + MINUTE) return false;
  for (const minute of passedOver) if (minute + MINUTE > row.from_time && minute <= last) return false;
  return true;
}

/** Folds the minutes from that of `from` to that of `to`. */
function refoldAll(core: Core, from: EpochMs, to: EpochMs): void {
  for (let minute = openTimeOf(from, "1m"); minute <= to; minute += MINUTE) refold(core, minute);
}

/** Folds a minute from the stored ticks and hands it to the engine. */
function refold(core: Core, minute: EpochMs): void {
  const trades = wholeMinute(core.tables.ticks, minute);
  if (trades === undefined) return;
  const sum = foldInto(trades, "1m")[0];
  if (sum === undefined || core.repairMinute(sum) === "disagrees") return;
  const known = new Set(core.tables.seconds.inTime(minute, minute + MINUTE - 1).map((bar) => bar.openTime));
  const seconds = foldInto(trades, "1s").filter((second) => !known.has(second.openTime));
  core.tables.seconds.put(seconds.map((second) => ({ seq: 0, bar: barOfSum(second, "1s", true, 0) })));
}

function drop(core: Core, row: Row): void {
  core.tables.sql.all("DELETE FROM repair WHERE id = ?", row.id);
}
