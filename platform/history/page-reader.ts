import { WickError } from "../../contract/errors.ts";
import type { SeriesName } from "../../contract/history.ts";
import type { BarPage, BarQuery } from "../../contract/hub.ts";
import { type Stretch, without } from "../../market/backfill/stretch.ts";
import type { Bar } from "../../market/bars/bar.ts";
import {
  addPart,
  addStretch,
  type Draft,
  type Drawn,
  drawn,
  endBefore,
  NOTHING,
  neededOf,
  newDraft,
  type Unknown,
  type Wish,
} from "../../market/history/draft.ts";
import { withForming } from "../../market/history/forming.ts";
import { type EpochMs, TIMEFRAME_MS } from "../../market/time/timeframe.ts";
import type { ColdBars } from "../cold/cold-bars.ts";
import type { FeedRest } from "../feeds/feed.ts";
import { errorText, log } from "../telemetry/log.ts";
import { type PartRead, readCold } from "./cold-part.ts";
import { readExchange } from "./exchange-part.ts";
import { type HotPart, readHot, runsOf } from "./hot-part.ts";
import { FOREVER, type HubPart, readHub } from "./hub-part.ts";
import type { HistoryPorts } from "./ports.ts";

/** Hubs correct their bars for 48 hours; what is older than this is in D1 at its newest revision. */
const HUB_SETTLED_MS = 3 * 86_400_000;

const NO_HUB: HubPart = { ...NOTHING, oldest: null, forming: undefined };
/** Seconds are in hubs alone. */
const NO_HOT: HotPart = { ...NOTHING, cold: [], runs: [], whole: undefined, nothingThrough: null };

/** A stretch that no store has; `open` when none has anything behind it, so that its last bar may still form. */
interface Hole extends Stretch {
  readonly open: boolean;
}

interface Gathered {
  readonly draft: Draft;
  /** What could not be told, where the draft had to end before it. */
  readonly unknown: Unknown | undefined;
}

/** Reads pages of one series; what it learns about the stores serves the next page. */
export class PageReader {
  readonly #ports: HistoryPorts;
  readonly #cold: ColdBars;
  readonly #series: SeriesName;
  #exchange: FeedRest | undefined;
  /** Before here the hub has nothing; it only ever forgets more. */
  #hubFrom: EpochMs | null = null;

  constructor(ports: HistoryPorts, cold: ColdBars, series: SeriesName) {
    this.#ports = ports;
    this.#cold = cold;
    this.#series = series;
  }

  /** @throws WickError exchange_unavailable, unavailable */
  async page(query: BarQuery): Promise<BarPage> {
    const wish: Wish = {
      forward: query.from !== undefined,
      from: query.from ?? 0,
      to: Math.min(query.to ?? FOREVER, FOREVER),
      limit: query.limit,
    };
    const newest = !wish.forward && wish.to === FOREVER;
    const [asked, hot] = await this.#ownParts(wish, newest);
    const settled = asked === undefined ? await this.#gather(wish, NO_HUB, hot, true) : undefined;
    const hub = asked ?? (settled === undefined ? await this.#hub(wish) : NO_HUB);
    const { draft, unknown } = settled ?? (await this.#gather(wish, hub, hot));
    const page = settledOr(drawn(draft), hot);
    if (unknown === undefined || page.bars.length > 0) {
      return query.forming === true ? withForming(wish, page, hub.forming) : page;
    }
    if (!newest || unknown.from <= 0) throw unknown.error;
    // Nobody can tell the newest bars: older ones are better than none.
    const older = await this.page({ ...query, to: unknown.from - 1, forming: false });
    if (older.bars.length === 0) throw unknown.error;
    return older;
  }

  /** The newest page needs both; for others D1 tells first whether the hub has to be asked at all. */
  async #ownParts(wish: Wish, newest: boolean): Promise<[HubPart | undefined, HotPart | undefined]> {
    if (newest) return await Promise.all([this.#hub(wish), this.#hot(wish)]);
    const hot = await this.#hot(wish);
    if (hot === undefined || this.#series.timeframe === "1s") return [await this.#hub(wish), hot];
    const { to } = neededOf(addPart(newDraft(wish), hot));
    if (this.#hubFrom !== null && to < this.#hubFrom) return [{ ...NO_HUB, oldest: this.#hubFrom }, hot];
    return [isSettled(to, hot) ? undefined : await this.#hub(wish), hot];
  }

  async #hub(wish: Wish): Promise<HubPart> {
    const { symbol, timeframe } = this.#series;
    const hub = await readHub(this.#ports.hub(symbol), symbol, timeframe, wish);
    this.#hubFrom = hub.oldest;
    return hub;
  }

  async #hot(wish: Wish): Promise<HotPart | undefined> {
    const { symbol, timeframe } = this.#series;
    if (timeframe === "1s") return NO_HOT;
    try {
      return await readHot(this.#ports.db, this.#cold, symbol, timeframe, wish);
    } catch (error) {
      log({ event: "part_failed", part: "d1 bars", error: errorText(error) });
      return undefined;
    }
  }

  /**
   * Adds store after store, each only as far as the page depends on it.
   * @returns undefined when only what is `settled` was to be read and that is not enough.
   */
  async #gather(wish: Wish, hub: HubPart, hot: HotPart | undefined): Promise<Gathered>;
  async #gather(
    wish: Wish,
    hub: HubPart,
    hot: HotPart | undefined,
    settled: true,
  ): Promise<Gathered | undefined>;
  async #gather(
    wish: Wish,
    hub: HubPart,
    hot: HotPart | undefined,
    settled = false,
  ): Promise<Gathered | undefined> {
    const { timeframe, symbol } = this.#series;
    let draft = addPart(newDraft(wish), hub);
    let unknown: Unknown | undefined;
    const add = async (stretch: Stretch, ask: (wanted: Stretch) => Promise<PartRead>) => {
      let untold: Unknown | undefined;
      draft = await addStretch(draft, stretch, async (wanted) => {
        const read = await ask(wanted);
        untold = read.unknown;
        return read;
      });
      if (untold === undefined || !touches(draft, untold)) return;
      draft = endBefore(draft, untold);
      unknown = untold;
    };
    if (hot === undefined) {
      const before = { from: 0, to: (hub.oldest ?? FOREVER + 1) - 1 };
      const error = new WickError("unavailable", "Stored bars cannot be read right now.");
      await add(before, async (wanted) => ({ ...NOTHING, unknown: { ...wanted, error } }));
      return { draft, unknown };
    }
    draft = addPart(draft, hot);
    const [first, last] = [hot.cold[0], hot.cold.at(-1)];
    if (first !== undefined && last !== undefined) {
      const ask = { cold: this.#cold, objects: hot.cold, timeframe, wish };
      await add({ from: first.firstTime, to: last.lastTime }, async (wanted) =>
        withoutUnknown(await readCold(ask, wanted), hot.bars, wish.forward, TIMEFRAME_MS[timeframe]),
      );
    }
    if (hub.failed === true && wish.forward && this.#series.feed === "push") {
      // Nobody else has what the hub did not send yet: the series must not seem to end here.
      const last = Math.max(wish.from - 1, hot.bars.at(-1)?.openTime ?? 0, hot.cold.at(-1)?.lastTime ?? 0);
      const error = new WickError("unavailable", "The newest bars cannot be read right now.");
      const untold = { from: last + 1, to: FOREVER };
      await add(untold, async (wanted) => ({ ...NOTHING, unknown: { ...wanted, error } }));
    }
    const holes = this.#holes(wish, hub, hot);
    for (const hole of wish.forward ? holes : holes.toReversed()) {
      if (settled && touches(draft, hole)) return undefined;
      const { now, exchange } = this.#ports;
      this.#exchange ??= exchange(symbol);
      const ask = { rest: this.#exchange, timeframe, wish, open: hole.open, now };
      await add(hole, (wanted) => readExchange(ask, wanted));
    }
    return { draft, unknown };
  }

  /** The stretches of the range that only the exchange can tell of, oldest first. */
  #holes(wish: Wish, hub: HubPart, hot: HotPart): readonly Hole[] {
    if (this.#series.feed !== "binance") return [];
    const taken: Stretch[] = [];
    if (hot.nothingThrough !== null) taken.push({ from: 0, to: hot.nothingThrough });
    if (hot.whole !== undefined) taken.push(hot.whole);
    taken.push(...hot.runs);
    if (hub.oldest !== null) taken.push({ from: hub.oldest, to: FOREVER });
    const holes = without(wish, taken, TIMEFRAME_MS[this.#series.timeframe]);
    return holes.map((hole) => ({ ...hole, open: taken.every(({ to }) => to < hole.from) }));
  }
}

/** A part of which another store has all, or the nearest piece, of what could not be told. */
function withoutUnknown(part: PartRead, others: readonly Bar[], forward: boolean, stepMs: number): PartRead {
  const { unknown, ...told } = part;
  if (unknown === undefined) return part;
  const left = without(unknown, runsOf(others, stepMs), stepMs).filter(({ from, to }) => from <= to);
  const next = forward ? left[0] : left.at(-1);
  return next === undefined ? told : { ...told, unknown: { ...unknown, ...next } };
}

/** Whether a bar lies so far before the end of what is stored that its hub corrects it no more. */
function isSettled(openTime: EpochMs, hot: HotPart | undefined): boolean {
  return hot?.whole !== undefined && openTime <= hot.whole.to - HUB_SETTLED_MS;
}

function settledOr(page: Drawn, hot: HotPart | undefined): BarPage {
  const last = page.bars.at(-1);
  return last !== undefined && isSettled(last.openTime, hot) ? { ...page, settled: true } : page;
}

function touches(draft: Draft, { from, to }: Stretch): boolean {
  const needed = neededOf(draft);
  return from <= needed.to && to >= needed.from;
}
