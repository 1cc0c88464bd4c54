import { ANALYSED_TIMEFRAMES, type AnalysedTimeframe } from "../../../contract/channels.ts";
import type { PriceBar } from "../../../market/indicators/kernel.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { findingsFrom } from "../../../market/patterns/pattern-series.ts";
import { canonicalJson } from "../../../market/signals/canonical-json.ts";
import { readSignalRecords, readSignals } from "../../../platform/d1/signal-queries.ts";
import { readStoredPatterns } from "../../../platform/d1/stored-patterns.ts";
import { ChainWalk } from "../../../scripts/signals/chain-walk.ts";
import { verifyAnalytics } from "../hub/verify-analytics.ts";
import { SYMBOL } from "../hub/world.ts";
import type { DayWorld } from "./day-world.ts";

type Complain = (text: string) => void;

/** What has to be true of a day's analyses when it is over: in the hub, and in D1. */
export async function verifyAnalyses(world: DayWorld, complain: Complain): Promise<void> {
  await verifyAnalytics(world.world, complain);
  for (const timeframe of ANALYSED_TIMEFRAMES) await checkPatterns(world, timeframe, complain);
  await checkSignals(world, complain);
}

/**
 * [PAT-3] The patterns in D1 are those of one fold over the exchange's bars, from the first one that D1 has: whoever
 * found them, when, and however often a bar was corrected before.
 */
async function checkPatterns(
  world: DayWorld,
  timeframe: AnalysedTimeframe,
  complain: Complain,
): Promise<void> {
  const { start, midnight } = world.day;
  const range = { from: start, to: midnight - 1 };
  const bars = exchangeBars(world, timeframe, oldestStored(world, timeframe), range.to);
  const wanted = findingsFrom(bars, 0);
  const { rows, staleFrom } = await readStoredPatterns(world.d1.db, SYMBOL, timeframe, range);
  if (staleFrom !== null && staleFrom < midnight)
    complain(`${timeframe}: features are out of date from ${staleFrom}`);
  const stored = new Map(rows.map(({ openTime, findings }) => [openTime, findings]));
  for (const [index, findings] of wanted.entries()) {
    const openTime = bars[index]?.openTime ?? 0;
    if (openTime < start) continue;
    const found = stored.get(openTime);
    if (JSON.stringify(found) !== JSON.stringify(findings))
      complain(
        `${timeframe} ${openTime}: patterns ${JSON.stringify(found)} in D1, not ${JSON.stringify(findings)}`,
      );
  }
}

function exchangeBars(world: DayWorld, timeframe: AnalysedTimeframe, from: number, to: number): PriceBar[] {
  return world.world.exchange.klines(timeframe, from, to, Number.MAX_SAFE_INTEGER).map(priceBarOf);
}

function oldestStored(world: DayWorld, timeframe: AnalysedTimeframe): number {
  const query = "SELECT min(open_time) AS at FROM ohlcv WHERE symbol = ? AND timeframe = ?";
  return Number(world.d1.sqlite.prepare(query).get(SYMBOL, timeframe)?.at);
}

/** [SIG-52] The record in D1 is whole, each event in it once, up to the hub's last; what is listed is what it tells. */
async function checkSignals(world: DayWorld, complain: Complain): Promise<void> {
  const walk = new ChainWalk(SYMBOL);
  for (const record of await readSignalRecords(world.d1.db, SYMBOL, 0, Number.MAX_SAFE_INTEGER)) {
    await walk.take(record).catch((error: unknown) => complain(String(error)));
  }
  const head = world.world.hub.getSignalHead();
  if (JSON.stringify(walk.head) !== JSON.stringify(head))
    complain(`the record in D1 ends with ${walk.head?.seq}, the hub's with ${head?.seq}`);
  const listed = await readSignals(world.d1.db, { symbol: SYMBOL, limit: Number.MAX_SAFE_INTEGER });
  if (listed.length !== walk.told.signals.size)
    complain(`D1 lists ${listed.length} of ${walk.told.signals.size} signals`);
  for (const signal of listed) {
    const told = walk.told.signals.get(signal.id);
    if (told === undefined || canonicalJson(signal) !== canonicalJson(told))
      complain(`signal ${signal.id} is listed as no record tells it`);
  }
}
