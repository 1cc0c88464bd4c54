import { isOfSymbol, parseChannel } from "../../contract/channels.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { BarEngine } from "../../market/bars/engine.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";
import type { Analytics } from "./analytics/analytics.ts";
import type { ForecastLog } from "./analytics/forecast-log.ts";
import type { NumberedEvent } from "./event-table.ts";
import { barEvent, barsSnapshot, tradeEvent, tradesSnapshot } from "./events.ts";
import type { Journal } from "./journal.ts";
import type { Tables } from "./tables.ts";

/** More events than this are not sent one by one: a snapshot is cheaper for both sides. */
const MAX_EVENTS = 50_000;
const SNAPSHOT_BARS = 3;
const SNAPSHOT_TRADES = 50;
/** How far ahead of us a subscriber may be while we fetch again what we had announced before a crash. */
const MAX_AHEAD = 1_000_000;

export interface CatchUpSource {
  readonly symbol: string;
  readonly tables: Tables;
  readonly journal: Journal;
  readonly engine: BarEngine;
  readonly analytics: Pick<Analytics, "after" | "isReady" | "snapshot">;
  readonly forecasts: Pick<ForecastLog, "after" | "snapshot">;
  /** True while trades are still being fetched that had been announced before. */
  readonly recovering: boolean;
  /** Snapshots of the channels that are only state. */
  stateSnapshot(kind: "ticker" | "status"): string | undefined;
}

/** Events that bring a subscriber of one channel up to date: the log after `since`, or a snapshot. */
export function catchUp(source: CatchUpSource, request: CatchUpRequest): CatchUp {
  const channel = parseChannel(request.channel);
  if (channel === undefined || !isOfSymbol(channel) || channel.symbol !== source.symbol) {
    return { channel: request.channel, error: "unknown_channel" };
  }
  switch (channel.kind) {
    case "ticker":
    case "status":
      return stateOf(request.channel, source.journal.head(channel.kind), source.stateSnapshot(channel.kind));
    case "indicators": {
      const { kind, timeframe } = channel;
      const head = source.journal.head(`${kind}:${timeframe}`);
      // Who resumes keeps what it has until there is something newer; who is new is told that there is nothing yet.
      if (request.since !== undefined && !source.analytics.isReady)
        return stateOf(request.channel, head, undefined);
      return stateOf(
        request.channel,
        head,
        source.analytics.snapshot(kind, timeframe, request.channel, head),
      );
    }
    case "patterns":
    case "signals": {
      const { kind, timeframe } = channel;
      const name = `${kind}:${timeframe}`;
      return numbered(
        source,
        request,
        name,
        ({ analytics, journal }, _name, since) =>
          textsInOrder(analytics.after(kind, timeframe, since), since, journal.head(name)),
        ({ analytics }, of, head) => analytics.snapshot(kind, timeframe, of, head),
      );
    }
    case "forecast": {
      const { timeframe } = channel;
      const name = `forecast:${timeframe}`;
      return numbered(
        source,
        request,
        name,
        ({ forecasts, journal }, _name, since) =>
          textsInOrder(forecasts.after(timeframe, since), since, journal.head(name)),
        ({ forecasts, engine }, _of, head) => forecasts.snapshot(timeframe, head, engine.state.clock),
      );
    }
    case "trades":
      return numbered(source, request, "trades", tradesAfter, tradeSnapshot);
    case "bars": {
      const { timeframe } = channel;
      return numbered(
        source,
        request,
        `bars:${timeframe}`,
        (from, name, since) => barsAfter(from, name, since, timeframe),
        (from, name, head) => barSnapshot(from, name, head, timeframe),
      );
    }
  }
}

/** A channel that is only state: what it is now, whatever its subscriber had. */
function stateOf(channel: string, head: number, snapshot: string | undefined): CatchUp {
  return { channel, head, events: snapshot === undefined ? [] : [snapshot] };
}

function numbered(
  source: CatchUpSource,
  request: CatchUpRequest,
  name: string,
  after: (source: CatchUpSource, channel: string, since: number) => string[] | undefined,
  snapshot: (source: CatchUpSource, channel: string, head: number) => string | undefined,
): CatchUp {
  const { channel, since } = request;
  const head = source.journal.head(name);
  if (since !== undefined) {
    if (since > head && source.recovering && since <= head + MAX_AHEAD)
      return { channel, head: since, events: [] };
    // Before anything is read: a number of long ago must not bring a day of seconds into memory.
    const answerable = since <= head && head - since <= MAX_EVENTS;
    const events = answerable ? after(source, channel, since) : undefined;
    if (events !== undefined) return { channel, head, events };
  }
  return stateOf(channel, head, snapshot(source, channel, head));
}

function tradesAfter(source: CatchUpSource, channel: string, since: number): string[] | undefined {
  const { journal, tables } = source;
  const head = journal.head("trades");
  if (since === head) return [];
  const fromId = journal.numbers.firstIdAfter(since);
  if (fromId === undefined) return undefined;
  const events = tables.events.after(channel, since);
  for (const trade of storedAndNew(source, fromId)) {
    const seq = journal.numbers.of(trade.id);
    if (seq !== undefined && seq > since) events.push({ seq, json: tradeEvent(channel, seq, trade) });
  }
  return textsInOrder(events, since, head);
}

function storedAndNew({ journal, tables }: CatchUpSource, fromId: number): Trade[] {
  const firstNew = journal.trades[0]?.id ?? Number.MAX_SAFE_INTEGER;
  const stored = fromId < firstNew ? tables.ticks.inIds(fromId, firstNew - 1) : [];
  return stored.concat(journal.trades.filter((trade) => trade.id >= fromId));
}

function barsAfter(
  source: CatchUpSource,
  channel: string,
  since: number,
  timeframe: Timeframe,
): string[] | undefined {
  const { journal, tables } = source;
  const head = journal.head(`bars:${timeframe}`);
  const events = tables.events.after(channel, since);
  if (timeframe === "1s") {
    const known = tables.seconds.after(since).concat(journal.seconds.filter((event) => event.seq > since));
    for (const { seq, bar } of known) events.push({ seq, json: barEvent(channel, seq, bar) });
  }
  const log = textsInOrder(events, since, head);
  if (log === undefined) return undefined;
  const forming = source.engine.forming(timeframe);
  if (forming !== undefined) log.push(barEvent(channel, head, forming, source.engine.state.clock));
  return log;
}

/** The events' texts when they are all numbers from `since + 1` to `head`; undefined where one is missing. */
function textsInOrder(events: NumberedEvent[], since: number, head: number): string[] | undefined {
  if (events.length !== head - since) return undefined;
  events.sort((a, b) => a.seq - b.seq);
  for (const [index, event] of events.entries()) {
    if (event.seq !== since + 1 + index) return undefined;
  }
  return events.map((event) => event.json);
}

function tradeSnapshot(source: CatchUpSource, channel: string, head: number): string {
  const { clock } = source.engine.state;
  const recent = source.journal.trades.slice(-SNAPSHOT_TRADES);
  const first = recent[0]?.id;
  const missing = SNAPSHOT_TRADES - recent.length;
  const before = missing > 0 ? source.tables.ticks.inTime(0, clock, missing, true) : [];
  const trades = before.filter((trade) => first === undefined || trade.id < first).concat(recent);
  return tradesSnapshot(channel, head, clock, trades);
}

function barSnapshot(source: CatchUpSource, channel: string, head: number, timeframe: Timeframe): string {
  const bars: Bar[] = [...newestFinal(source, timeframe, SNAPSHOT_BARS)];
  const forming = source.engine.forming(timeframe);
  if (forming !== undefined) bars.push(forming);
  return barsSnapshot(channel, head, source.engine.state.clock, bars);
}

/** The newest final bars, oldest first. */
export function newestFinal(source: CatchUpSource, timeframe: Timeframe, count: number): readonly Bar[] {
  if (timeframe !== "1s") return source.tables.bars.newest(timeframe, count);
  const bars = new Map(
    source.tables.seconds
      .inTime((source.tables.seconds.newestOpen() ?? 0) - 120_000, Number.MAX_SAFE_INTEGER)
      .concat(source.journal.seconds.map((event) => event.bar))
      .map((bar) => [bar.openTime, bar]),
  );
  return [...bars.values()].sort((a, b) => a.openTime - b.openTime).slice(-count);
}
