import { createHash } from "node:crypto";
import type { PatternsData } from "../../../contract/analysis-events.ts";
import { ANALYSED_TIMEFRAMES, type AnalysedTimeframe } from "../../../contract/channels.ts";
import type { SavedAnalytics } from "../../../durable-objects/symbol-hub/analytics/analytics.ts";
import { BarTable } from "../../../durable-objects/symbol-hub/bar-table.ts";
import { foldBar, initAnalysis } from "../../../market/analysis/series-analysis.ts";
import { anchoredFold } from "../../../market/indicators/anchored.ts";
import { CORE_SET } from "../../../market/indicators/core-set.ts";
import type { PriceBar } from "../../../market/indicators/kernel.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { recordText, type SignalRecord } from "../../../market/signals/record.ts";
import { SYMBOL, type World } from "./world.ts";

type Complain = (text: string) => void;

/** What has to be true of a hub's analyses when everything had time to heal. */
export async function verifyAnalytics(world: World, complain: Complain): Promise<void> {
  for (const timeframe of ANALYSED_TIMEFRAMES) {
    const bars = storedBars(world, timeframe);
    checkIndicators(world, timeframe, bars, complain);
    checkPatterns(world, timeframe, bars, complain);
    checkLifecycles(world, timeframe, complain);
  }
  await checkRecords(world, complain);
}

export function storedBars(world: World, timeframe: AnalysedTimeframe): PriceBar[] {
  return new BarTable(world.sql).range(timeframe, 0, Number.MAX_SAFE_INTEGER).map(priceBarOf);
}

/** What the hub has saved of its analyses. */
export function savedAnalytics(world: World): SavedAnalytics {
  const [row] = world.sql.all<{ value: string }>("SELECT value FROM meta WHERE key = 'checkpoint'");
  const saved: { analytics?: SavedAnalytics } = JSON.parse(row?.value ?? "{}");
  return saved.analytics ?? { series: {}, chain: null, sent: 0, waitsFrom: null };
}

/** [ANA-5] The hub's values are those of the batch over all stored bars, bit for bit; and those that REST computes. */
function checkIndicators(
  world: World,
  timeframe: AnalysedTimeframe,
  bars: readonly PriceBar[],
  complain: Complain,
): void {
  const { final } = world.hub.getAnalysis(timeframe).indicators;
  const last = bars.at(-1);
  if (final === null || last === undefined || final.openTime !== last.openTime) {
    if (last !== undefined)
      complain(`${timeframe}: indicators of ${final?.openTime}, not of ${last.openTime}`);
    return;
  }
  for (const { key, kernel, parameters } of CORE_SET) {
    const wanted = anchoredFold(kernel, parameters, timeframe, bars, bars.length - 1)[0] ?? null;
    if (JSON.stringify(final.values[key]) !== JSON.stringify(wanted))
      complain(`${timeframe} ${key}: ${JSON.stringify(final.values[key])}, not ${JSON.stringify(wanted)}`);
  }
}

/** [ANA-11], [ANA-21] What was announced last of each bar is what the final bars say. */
function checkPatterns(
  world: World,
  timeframe: AnalysedTimeframe,
  bars: readonly PriceBar[],
  complain: Complain,
): void {
  const told = new Map<number, PatternsData>();
  for (const { data } of logOf(world, `patterns:${SYMBOL}:${timeframe}`, complain)) {
    const known = told.get(data.openTime);
    const revisions = known === undefined ? [0, 1] : [known.revision + 1];
    if (!revisions.includes(data.revision))
      complain(
        `${timeframe}: patterns of ${data.openTime} revision ${data.revision} after ${known?.revision}`,
      );
    told.set(data.openTime, data);
  }
  const { from, through } = savedAnalytics(world).series[timeframe] ?? { from: null, through: null };
  const state = initAnalysis(SYMBOL, timeframe);
  for (const bar of bars) {
    foldBar(state, bar);
    if (from === null || through === null || bar.openTime < from || bar.openTime > through) continue;
    const wanted = JSON.stringify(state.last?.detections);
    const announced = JSON.stringify(told.get(bar.openTime)?.patterns ?? []);
    if (announced !== wanted) complain(`${timeframe} ${bar.openTime}: patterns ${announced}, not ${wanted}`);
    told.delete(bar.openTime);
  }
  for (const openTime of told.keys())
    complain(`${timeframe}: patterns of ${openTime}, of which there is no bar`);
}

/** The log of a channel as stored, numbered without a hole. */
function logOf(world: World, channel: string, complain: Complain): { seq: number; data: PatternsData }[] {
  const own = world.sql.all<{ seq: number; json: string }>(
    "SELECT seq, json FROM event WHERE channel = ?",
    channel,
  );
  const carried = world.sql
    .all<{ riders: string }>("SELECT riders FROM event WHERE riders IS NOT NULL")
    .flatMap(({ riders }): { channel: string; seq: number; json: string }[] => JSON.parse(riders))
    .filter((rider) => rider.channel === channel);
  const events = [...own, ...carried].sort((a, b) => a.seq - b.seq);
  for (const [index, { seq }] of events.entries()) {
    if (seq !== (events[0]?.seq ?? 0) + index) complain(`${channel}: ${seq} is not number ${index}`);
  }
  return events.map(({ seq, json }) => ({ seq, data: JSON.parse(json).data }));
}

/** [ANA-12] One active signal at a time: issued, targets in order, one end. */
function checkLifecycles(world: World, timeframe: AnalysedTimeframe, complain: Complain): void {
  let active: string | undefined;
  let touched = 0;
  let previous: number | undefined;
  for (const { seq, data } of signalEvents(world, timeframe)) {
    if (previous !== undefined && seq !== previous + 1)
      complain(`signals:${timeframe}: ${seq} after ${previous}`);
    previous = seq;
    const { event, target = 0, signal } = data;
    if ((event === "issued") !== (active === undefined) || (active ?? signal.id) !== signal.id)
      complain(`signals:${timeframe}: ${event} of ${signal.id} while ${active} is active`);
    if (event === "target" && target !== touched + 1)
      complain(`${signal.id}: target ${target} after ${touched}`);
    touched = event === "target" ? target : event === "issued" ? 0 : touched;
    active = event === "issued" || event === "target" ? signal.id : undefined;
  }
}

export interface ToldSignal {
  readonly seq: number;
  readonly data: { event: string; target?: number; signal: { id: string; issuedAt: number } };
}

/** The log of a timeframe's signals, in order. */
export function signalEvents(world: World, timeframe: AnalysedTimeframe): ToldSignal[] {
  return world.sql
    .all<{ event_seq: number; event: string }>(
      "SELECT event_seq, event FROM signal WHERE tf = ? ORDER BY seq",
      timeframe,
    )
    .map(({ event_seq, event }) => ({ seq: event_seq, data: JSON.parse(event).data }));
}

/** [ANA-32] The chain has every event once, is whole, ends where the hub says, and reached D1 as it is. */
async function checkRecords(world: World, complain: Complain): Promise<void> {
  await world.hub.housekeeping();
  let previous = { seq: 0, hash: "0".repeat(64) };
  for (const { seq, record: text } of world.sql.all<{ seq: number; record: string }>(
    "SELECT seq, record FROM signal ORDER BY seq",
  )) {
    const record: SignalRecord = JSON.parse(text);
    const { hash, ...unsigned } = record;
    if (seq !== previous.seq + 1 || record.seq !== seq) complain(`record ${seq} after ${previous.seq}`);
    if (record.previousHash !== previous.hash) complain(`record ${seq} has another past`);
    if (createHash("sha256").update(recordText(unsigned)).digest("hex") !== hash)
      complain(`record ${seq} has another hash`);
    if (JSON.stringify(world.records.get(seq)) !== text) complain(`record ${seq} is otherwise in D1`);
    previous = { seq, hash };
  }
  const end = previous.seq === 0 ? null : previous;
  if (JSON.stringify(end) !== JSON.stringify(world.hub.getSignalHead()))
    complain(`the chain ends with ${previous.seq}, the hub says ${world.hub.getSignalHead()?.seq}`);
  if (world.records.size !== previous.seq)
    complain(`D1 has ${world.records.size} of ${previous.seq} records`);
}
