import { describe, expect, it } from "vitest";
import type { LIVE_PAIR_TIMEFRAMES } from "../../contract/live-pairs.ts";
import type { SpreadData } from "../../contract/pairs.ts";
import { LATENESS_MS } from "../../market/pairs/join.ts";
import type { JoinedBar } from "../../market/pairs/joined-bar.ts";
import { pairSeries } from "../../market/pairs/pair-series.ts";
import type { PairValue } from "../../market/pairs/pair-value.ts";
import { BarHub } from "../../tests/support/bar-hub.ts";
import { FakeTime } from "../../tests/support/fake-time.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import type { SubscriberPort } from "../shared/fan-out-subscriber.ts";
import type { StreamClient } from "../shared/stream-client.ts";
import { Pair } from "./pair.ts";
import { KEPT_EVENTS } from "./pair-log.ts";

const STEP = { "1s": 1_000, "1m": 60_000, "5m": 300_000 } as const;
const START = 1_723_161_600_000;

interface Event {
  readonly ch: string;
  readonly seq: number;
  readonly type: "snapshot" | "update";
  readonly data: SpreadData;
}

/** Two hubs, and a pair on a disk that outlives it. */
class World {
  readonly time = new FakeTime();
  readonly sql = new NodeSql();
  readonly timeframe: (typeof LIVE_PAIR_TIMEFRAMES)[number];
  readonly hubs: readonly [BarHub, BarHub];
  readonly frames: string[] = [];
  readonly errors: unknown[] = [];
  /** Final values that the watcher was told of, each with whether it was within a transaction. */
  readonly watched: { readonly openTime: number; readonly inTransaction: boolean }[] = [];
  /** The hubs' bars cannot be read. */
  failing = false;
  pair: Pair<SubscriberPort>;
  #client: StreamClient<SubscriberPort> | undefined;

  constructor(timeframe: World["timeframe"] = "1m") {
    this.timeframe = timeframe;
    this.hubs = [new BarHub("AAAUSDT", timeframe, this.time), new BarHub("BBBUSDT", timeframe, this.time)];
    this.pair = this.#newPair();
  }

  get channel(): string {
    return `spread:AAAUSDT-BBBUSDT:${this.timeframe}`;
  }

  get events(): Event[] {
    return this.frames.filter((frame) => frame.startsWith('{"ch":')).map((frame): Event => JSON.parse(frame));
  }

  /** Log events: those that raise the number. */
  get log(): Event[] {
    let seq: number | undefined;
    return this.events.filter((event) => {
      const isLog = seq !== undefined && event.seq > seq && event.type === "update";
      seq = event.seq;
      return isLog;
    });
  }

  at(index: number): number {
    return START + index * STEP[this.timeframe];
  }

  price(side: 0 | 1, index: number): number {
    const level = 100 + 3 * Math.sin(index / 9) + ((index * 7_919) % 13) / 20;
    return side === 0 ? 20 * level + ((index * 104_729) % 17) / 5 : level;
  }

  /** The final bars of both at these indexes. */
  both(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.hubs[0].final(this.at(i), this.price(0, i));
      this.hubs[1].final(this.at(i), this.price(1, i));
    }
  }

  joined(to: number): JoinedBar[] {
    return Array.from({ length: to }, (_, i) => ({
      openTime: this.at(i),
      price1: Number(this.price(0, i).toFixed(4)),
      price2: Number(this.price(1, i).toFixed(4)),
      ...{ revision: 0, carried: null },
    }));
  }

  async subscribe(since?: number): Promise<void> {
    const port: SubscriberPort = { send: (text) => void this.frames.push(text), close: () => {} };
    const { server } = this.pair;
    this.#client = server.open(port, { intervalMs: 0, pack: false }, this.time.now());
    const request = {
      ...{ op: "subscribe", channels: [this.channel] },
      ...(since === undefined ? {} : { since: { [this.channel]: since } }),
    };
    void server.onFrame(this.#client, JSON.stringify(request), this.time.now());
    await this.time.advance(500);
  }

  unsubscribe(): void {
    if (this.#client !== undefined) this.pair.server.remove(this.#client);
  }

  /** Time passes, and the pair is ticked as its object would. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 3_000) {
      await this.time.advance(Math.min(3_000, ms - passed));
      this.pair.tick();
    }
    await this.time.settle();
  }

  /** The object is gone with its memory and its connections, and is made anew. */
  restart(): void {
    this.pair.letGo();
    for (const hub of this.hubs) hub.cut();
    this.pair = this.#newPair();
  }

  #newPair(): Pair<SubscriberPort> {
    const hubOf = (symbol: string) => this.hubs[symbol === "AAAUSDT" ? 0 : 1];
    return new Pair<SubscriberPort>({
      ...{ name: "AAAUSDT-BBBUSDT", symbols: ["AAAUSDT", "BBBUSDT"], sql: this.sql },
      ...{ now: this.time.now, later: this.time.later, random: () => 0.5 },
      hubs: { connect: (symbol, intervalMs, handlers) => hubOf(symbol).connect(intervalMs, handlers) },
      getBars: async (symbol, query) => {
        if (this.failing) throw new Error("the hub is away");
        return hubOf(symbol).getBars(query);
      },
      watcher: {
        onFinal: (_, { openTime }) =>
          void this.watched.push({ openTime, inTransaction: this.sql.inTransaction }),
      },
      onError: (_, error) => void this.errors.push(error),
    });
  }
}

const valuesOf = (events: readonly Event[]): PairValue[] => events.flatMap(({ data }) => [...data.values]);

async function following(timeframe?: World["timeframe"], bars = 100): Promise<World> {
  const world = new World(timeframe);
  world.both(0, bars);
  await world.subscribe();
  return world;
}

describe("a pair that is followed", () => {
  it("[PAIR-50] [PAIR-52] begins with a snapshot and numbers each joined final bar, to the batch's bits", async () => {
    const world = await following();
    expect(world.events.map(({ type }) => type)).toEqual(["snapshot"]);
    world.both(100, 130);
    await world.time.advance(100);
    const all = pairSeries(world.joined(130), { timeframe: "1m", window: 60 });
    expect(valuesOf(world.events.slice(0, 1))).toEqual(all.slice(90, 100));
    expect(valuesOf(world.log)).toEqual(all.slice(100));
    const first = world.events[0]?.seq ?? 0;
    expect(world.log.map(({ seq }) => seq)).toEqual(all.slice(100).map((_, i) => first + 1 + i));
    expect(world.log.at(-1)?.data.cointegration).not.toBeNull();
    expect(world.errors).toEqual([]);
  });

  it("[PAIR-52] every value is stored, and told to the watcher within the transaction, before it is announced", async () => {
    const world = await following();
    world.both(100, 103);
    await world.time.advance(100);
    expect(world.watched).toEqual(
      [100, 101, 102].map((i) => ({ openTime: world.at(i), inTransaction: true })),
    );
    const stored = world.sql.all<{ json: string }>("SELECT json FROM spread_event WHERE json <> ''");
    expect(stored.map(({ json }) => json)).toEqual(world.log.map((event) => JSON.stringify(event)));
  });

  it("[PAIR-52] answers `since` with the log", async () => {
    const world = await following();
    world.both(100, 110);
    await world.time.advance(100);
    const whole = world.log.map((event) => JSON.stringify(event));
    const answer = await world.pair.catchUp({ channel: world.channel, since: world.log[3]?.seq ?? 0 });
    expect("events" in answer ? answer.events : []).toEqual(whole.slice(4));
  });

  it("[PAIR-2] one side late or silent: the other's bars wait, then join in order", async () => {
    const world = await following();
    for (let i = 100; i < 120; i++) world.hubs[0].final(world.at(i), world.price(0, i));
    await world.time.advance(100);
    expect(world.log).toEqual([]);
    expect(world.pair.getStatus().timeframes[0]).toMatchObject({ waiting: 20, skipped: 0 });
    for (let i = 100; i < 120; i++) world.hubs[1].final(world.at(i), world.price(1, i));
    await world.time.advance(100);
    const all = pairSeries(world.joined(120), { timeframe: "1m", window: 60 });
    expect(valuesOf(world.log)).toEqual(all.slice(100));
  });

  it("[PAIR-2] a bar whose partner never comes is skipped when the silent side's clock is past it, and counted", async () => {
    const world = await following();
    world.hubs[0].final(world.at(100), world.price(0, 100));
    world.hubs[0].final(world.at(101), world.price(0, 101));
    world.hubs[1].tick(world.at(101) + LATENESS_MS.longer - 2);
    await world.time.advance(100);
    expect(world.pair.getStatus().timeframes[0]).toMatchObject({ waiting: 2, skipped: 0 });
    world.hubs[1].tick(world.at(101) + LATENESS_MS.longer - 1);
    await world.time.advance(300);
    expect(world.pair.getStatus().timeframes[0]).toMatchObject({ waiting: 1, skipped: 1 });
    expect(world.log).toEqual([]);
    world.hubs[1].final(world.at(101), world.price(1, 101));
    await world.time.advance(100);
    expect(valuesOf(world.log).map(({ openTime }) => openTime)).toEqual([world.at(101)]);
  });

  it("[PAIR-3] seconds: carries the last price of the side that did not trade, marked", async () => {
    const world = await following("1s");
    world.hubs[0].final(world.at(100), 2_000);
    world.hubs[1].tick(world.at(101) + LATENESS_MS.seconds);
    await world.time.advance(300);
    expect(valuesOf(world.log)).toMatchObject([
      { openTime: world.at(100), carried: 2, price2: Number(world.price(1, 99).toFixed(4)) },
    ]);
  });

  it("[PAIR-51] shows the bar that forms as state, without a number of its own", async () => {
    const world = await following();
    const { seq } = world.events[0] ?? { seq: 0 };
    world.hubs[0].form(world.at(100), 2_100, world.at(100) + 1_000);
    world.hubs[1].form(world.at(100), 101, world.at(100) + 2_000);
    await world.time.advance(600);
    const last = world.events.at(-1);
    expect(last).toMatchObject({ seq, type: "update" });
    expect(last?.data.values).toMatchObject([
      { openTime: world.at(100), final: false, price1: 2_100, price2: 101 },
    ]);
    expect(world.log).toEqual([]);
  });

  it("[PAIR-53] a revision within the window revises every value that it is in, in one event", async () => {
    const world = await following();
    world.both(100, 110);
    await world.time.advance(100);
    const before = world.log.length;
    world.hubs[0].final(world.at(95), 2_500, 1);
    await world.time.advance(100);
    const revised = world
      .joined(110)
      .map((bar, i) => (i === 95 ? { ...bar, price1: 2_500, revision: 1 } : bar));
    const all = pairSeries(revised, { timeframe: "1m", window: 60 });
    expect(world.log).toHaveLength(before + 1);
    expect(world.log.at(-1)?.data.values).toEqual(all.slice(95));
    world.hubs[0].final(world.at(95), 2_500, 1);
    await world.time.advance(100);
    expect(world.log).toHaveLength(before + 1);
  });

  it("[PAIR-53] a bar that comes late is joined after all", async () => {
    const world = await following();
    world.hubs[0].final(world.at(100), world.price(0, 100));
    world.hubs[0].final(world.at(101), world.price(0, 101));
    world.hubs[0].final(world.at(102), world.price(0, 102));
    world.hubs[1].final(world.at(102), world.price(1, 102));
    world.hubs[1].tick(world.at(103) + LATENESS_MS.longer);
    world.hubs[1].final(world.at(101), world.price(1, 101));
    await world.time.advance(300);
    world.hubs[1].final(world.at(100), world.price(1, 100));
    await world.time.advance(300);
    const all = pairSeries(world.joined(103), { timeframe: "1m", window: 60 });
    const last = new Map(valuesOf(world.log).map((value) => [value.openTime, value]));
    expect([...last.values()].sort((a, b) => a.openTime - b.openTime)).toEqual(all.slice(100));
  });
});

describe("a pair whose memory is lost", () => {
  it("[PAIR-54] goes on with the same numbers and the same values, and without a hole", async () => {
    const world = await following();
    world.both(100, 105);
    await world.time.advance(100);
    const head = world.log.at(-1)?.seq ?? 0;
    world.restart();
    world.both(105, 108);
    await world.subscribe(head);
    world.both(108, 112);
    await world.time.advance(100);
    const all = pairSeries(world.joined(112), { timeframe: "1m", window: 60 });
    const { log } = world;
    expect(valuesOf(log)).toEqual(all.slice(100));
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => head - 4 + i));
    expect(world.events.filter(({ type }) => type === "snapshot")).toHaveLength(1);
  });

  it("[PAIR-54] a correction that came meanwhile is announced", async () => {
    const world = await following();
    world.both(100, 105);
    await world.time.advance(100);
    const head = world.log.at(-1)?.seq ?? 0;
    world.restart();
    world.hubs[1].final(world.at(103), 99, 1);
    await world.subscribe(head);
    await world.time.advance(100);
    const last = world.events.at(-1);
    expect(last?.seq).toBe(head + 1);
    expect(last?.data.values.map(({ openTime }) => openTime)).toEqual([103, 104].map((i) => world.at(i)));
  });

  it("[PAIR-54] a correction of older values alone, the last event before the loss, repeats nothing", async () => {
    const world = await following("1m", 200);
    world.both(200, 205);
    await world.time.advance(100);
    world.hubs[0].final(world.at(130), 2_500, 1);
    await world.time.advance(100);
    const corrected = world.log.at(-1);
    expect(corrected?.data.values.at(-1)?.openTime).toBe(world.at(189));
    world.restart();
    await world.subscribe(corrected?.seq);
    await world.time.advance(100);
    world.both(205, 206);
    await world.time.advance(100);
    expect(world.log.at(-1)?.seq).toBe((corrected?.seq ?? 0) + 1);
    expect(world.log.at(-1)?.data.values.map(({ openTime }) => openTime)).toEqual([world.at(205)]);
  });

  it("[PAIR-55] gone for longer than a window it begins anew: a higher number, and a snapshot", async () => {
    const world = await following();
    world.both(100, 105);
    await world.time.advance(100);
    const head = world.log.at(-1)?.seq ?? 0;
    world.restart();
    world.both(105, 300);
    await world.subscribe(head);
    const last = world.events.at(-1);
    expect(last).toMatchObject({ type: "snapshot", seq: head + 1 });
    const all = pairSeries(world.joined(300), { timeframe: "1m", window: 60 });
    expect(last?.data.values).toEqual(all.slice(290));
  });

  it("[PAIR-52] numbers begin at the epoch and never go back", async () => {
    const world = new World();
    world.both(0, 100);
    const begun = world.time.now() * 1_000;
    await world.subscribe();
    expect(world.events[0]?.seq).toBe(begun);
    world.restart();
    await world.subscribe();
    expect(world.events.at(-1)?.seq).toBe(begun);
  });
});

describe("a pair whose bars cannot be read", () => {
  it("[PAIR-54] tries again, and is live when they can", async () => {
    const world = new World();
    world.both(0, 100);
    world.failing = true;
    await world.subscribe();
    expect(world.errors.length).toBeGreaterThan(0);
    await world.time.advance(3_000);
    expect(world.frames.join()).toContain("unavailable");
    world.failing = false;
    await world.pass(3_000);
    await world.subscribe();
    expect(world.events[0]?.type).toBe("snapshot");
  });
});

describe("what a pair costs", () => {
  it("[PAIR-56] nobody follows: it leaves both hubs", async () => {
    const world = await following();
    expect(world.hubs.map(({ subscribers }) => subscribers)).toEqual([1, 1]);
    world.unsubscribe();
    await world.pass(30_000);
    expect(world.hubs.map(({ subscribers }) => subscribers)).toEqual([0, 0]);
    expect(world.pair.awake).toBe(false);
  });

  it("[PAIR-52] writes one row a value, and keeps so many events", async () => {
    const world = await following("5m");
    world.both(100, 100 + KEPT_EVENTS["5m"] + 5);
    await world.time.advance(100);
    const before = world.sql.written;
    world.both(100 + KEPT_EVENTS["5m"] + 5, 100 + KEPT_EVENTS["5m"] + 15);
    await world.time.advance(100);
    expect(world.sql.written - before).toBe(10);
    const [row] = world.sql.all<{ n: number }>("SELECT count(*) AS n FROM spread_event");
    expect(row?.n).toBeLessThanOrEqual(KEPT_EVENTS["5m"] + 1);
  });
});

describe("a pair that cannot be served", () => {
  it("[PAIR-57] a symbol without a hub is refused", async () => {
    const world = new World();
    world.hubs[1].refuses = true;
    await world.subscribe();
    expect(world.frames.join()).toContain("unknown_symbol");
  });

  it("[PAIR-57] another pair's channel is unknown to it", async () => {
    const world = new World();
    const answer = await world.pair.catchUp({ channel: "spread:BBBUSDT-AAAUSDT:1m" });
    expect(answer).toEqual({ channel: "spread:BBBUSDT-AAAUSDT:1m", error: "unknown_channel" });
  });

  it("a link that breaks comes back with what was missed", async () => {
    const world = await following();
    world.hubs[0].cut();
    world.both(100, 104);
    await world.pass(9_000);
    const all = pairSeries(world.joined(104), { timeframe: "1m", window: 60 });
    expect(valuesOf(world.log)).toEqual(all.slice(100));
  });
});
