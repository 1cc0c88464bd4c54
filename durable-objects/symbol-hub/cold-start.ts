import type { Kline } from "../../market/bars/kline.ts";
import { barOfKline } from "../../market/bars/sum.ts";
import type { Trade } from "../../market/bars/trade.ts";
import { type EpochMs, openTimeOf, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import { FeedError, type FeedRest } from "../../platform/feeds/feed.ts";
import type { Core } from "./core.ts";

const MINUTE = TIMEFRAME_MS["1m"];
const PAGE = 1_000;
/** 40,000 trades in one minute are beyond anything seen; a walk back is cut there. */
const MAX_PAGES = 40;
const LAG_RETRY_MS = 1_000;

/** What a hub starts from when it has nothing stored ([BAR-41]). */
export interface ColdStart {
  /** Trades from the start of the minute in progress on, consecutive by id. */
  readonly trades: readonly Trade[];
  /** False where the minute's first trade could not be reached. */
  readonly complete: boolean;
  readonly minute: EpochMs;
  /** Closed 1m bars of the exchange since 00:00 UTC of that day, oldest first. */
  readonly today: readonly Kline[];
}

/**
 * Reads the minute in progress back to its first trade, and the day's closed minutes.
 * @param patient refuses a day whose newest minute the exchange has not closed yet; it is asked again then.
 * @returns undefined where the symbol has no trades at all.
 * @throws FeedError as the requests do.
 */
export async function readColdStart(rest: FeedRest, patient: boolean): Promise<ColdStart | undefined> {
  let trades: readonly Trade[] = await rest.aggTrades({ limit: PAGE });
  const newest = trades.at(-1);
  if (newest === undefined) return undefined;
  const minute = openTimeOf(newest.time, "1m");
  let complete = false;
  for (let page = 0; page < MAX_PAGES; page++) {
    const first = trades[0];
    if (first === undefined || first.time < minute || first.id === 0) {
      complete = true;
      break;
    }
    const fromId = Math.max(0, first.id - PAGE);
    const older = (await rest.aggTrades({ fromId, limit: first.id - fromId })).filter(
      (trade) => trade.id < first.id,
    );
    if (older.length === 0 || older.at(-1)?.id !== first.id - 1) break;
    trades = [...older, ...trades];
  }
  return {
    trades: trades.filter((trade) => trade.time >= minute),
    complete,
    minute,
    today: await closedToday(rest, minute, patient),
  };
}

async function closedToday(rest: FeedRest, minute: EpochMs, patient: boolean): Promise<Kline[]> {
  const day = openTimeOf(minute, "1d");
  const klines: Kline[] = [];
  for (let from = day; from < minute; ) {
    const page = await rest.klines({ timeframe: "1m", from, to: minute - MINUTE, purpose: "live" });
    klines.push(...page.filter((kline) => kline.closed && kline.openTime < minute));
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    from = last.openTime + MINUTE;
  }
  if (patient && minute > day && klines.at(-1)?.openTime !== minute - MINUTE) {
    throw new FeedError("unavailable", "the minute before this one is not closed yet", LAG_RETRY_MS);
  }
  return klines;
}

/** Puts the day's closed minutes under the minute in progress, so that forming roll-ups are exact. */
export function seed(core: Core, start: ColdStart): void {
  for (const kline of start.today) core.engine.seedMinute(barOfKline(kline, 0));
  core.engine.state.minutes.finalThrough = start.minute - MINUTE;
  if (!start.complete) core.engine.gap(start.minute, start.minute);
}
