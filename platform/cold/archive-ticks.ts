import type { HubStatus, SymbolHubRpc } from "../../contract/hub.ts";
import type { Trade } from "../../market/bars/trade.ts";
import type { EpochMs } from "../../market/time/timeframe.ts";
import type { ColdTicks } from "./cold-ticks.ts";
import { hourOf } from "./periods.ts";

const HOUR_MS = 3_600_000;
/** A hub keeps 48 hours of ticks; the hour that it is about to cut is not touched. */
const REACH_MS = 47 * HOUR_MS;
/** A gap that is filled at once is filled by then. */
const SETTLE_MS = 300_000;
/** Ticks are asked for by stretches of time: those of a push symbol are not in the order of their ids. */
const STRETCH_MS = 300_000;
/** Some 7 MB of an answer. */
const STRETCH_TICKS = 50_000;
/** Hours after which an hour that may have got more ticks since is looked at again. */
const LOOK_AGAIN: ReadonlySet<number> = new Set([2, 6, 12, 24, 40]);

/** What of a hub the archive needs. */
export interface TickHub extends Pick<SymbolHubRpc, "getTicks"> {
  getStatus(): Promise<Pick<HubStatus, "exchangeTime">>;
}

/** A symbol whose ticks are kept. `latenessMs` of a push symbol is how late a tick may come. */
export interface TickSource {
  readonly symbol: string;
  readonly feed: "binance" | "push";
  readonly latenessMs: number;
}

/**
 * Brings the closed hours that a hub still has to R2: those that have no object, and again those that lacked trades
 * (a gap may have been repaired) or are pushed (a late tick may have come), a few times until the hub forgets them.
 * Closed is what the exchange's clock says. Idempotent.
 * @param budget ticks that may be written in this pass; an hour that was begun is finished.
 * @returns ticks written.
 */
export async function archiveTicks(
  ticks: ColdTicks,
  hub: TickHub,
  { symbol, feed, latenessMs }: TickSource,
  budget: number,
  now: () => number,
): Promise<number> {
  const clock = (await hub.getStatus()).exchangeTime;
  if (clock === null) return 0;
  const from = hourOf(clock - REACH_MS) + HOUR_MS;
  const oldest = (await hub.getTicks({ from, limit: 1 }))[0];
  if (oldest === undefined) return 0;
  const known = new Map(
    (await ticks.objects(symbol, { from, to: clock })).map((object) => [object.period, object]),
  );
  let rows = 0;
  for (let hour = hourOf(oldest.time); hour + HOUR_MS + SETTLE_MS + latenessMs <= clock; hour += HOUR_MS) {
    if (rows >= budget) break;
    const object = known.get(hour);
    const age = Math.floor((clock - hour - HOUR_MS) / HOUR_MS);
    const mayGrow = feed === "push" || (object?.revisions ?? 0) > 0;
    if (object !== undefined && !(mayGrow && LOOK_AGAIN.has(age))) continue;
    const missing = async (found: number) => (feed === "push" ? 0 : await missingIn(hub, hour, found));
    rows += await ticks.writeHour(symbol, hour, () => ticksOf(hub, hour), missing, now());
  }
  return rows;
}

/** The ticks of an hour by time, then id, in stretches. */
async function* ticksOf(hub: TickHub, hour: EpochMs): AsyncGenerator<readonly Trade[]> {
  for (let from = hour; from < hour + HOUR_MS; from += STRETCH_MS) {
    yield* stretch(hub, from, from + STRETCH_MS - 1);
  }
}

/** A stretch at once, or by halves where it has too many ticks for one answer. */
async function* stretch(hub: TickHub, from: EpochMs, to: EpochMs): AsyncGenerator<readonly Trade[]> {
  const found = await hub.getTicks({ from, to, limit: STRETCH_TICKS });
  if (found.length < STRETCH_TICKS || from === to) {
    yield [...found].sort((a, b) => a.time - b.time || a.id - b.id);
    return;
  }
  const middle = from + Math.floor((to - from) / 2);
  yield* stretch(hub, from, middle);
  yield* stretch(hub, middle + 1, to);
}

/** How many ids are missing from the last trade before the hour to the first one behind it. */
async function missingIn(hub: TickHub, hour: EpochMs, found: number): Promise<number> {
  const end = hour + HOUR_MS;
  const [before] = await hub.getTicks({ to: hour - 1, limit: 1 });
  const [after] = await hub.getTicks({ from: end, limit: 1 });
  const [first] = await hub.getTicks({ from: hour, to: end - 1, limit: 1 });
  const [last] = await hub.getTicks({ to: end - 1, limit: 1 });
  if (first === undefined || last === undefined) return 0;
  const firstId = before === undefined ? first.id : before.id + 1;
  const lastId = after === undefined ? last.id : after.id - 1;
  return Math.max(0, lastId - firstId + 1 - found);
}
