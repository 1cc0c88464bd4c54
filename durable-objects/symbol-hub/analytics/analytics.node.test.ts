import { describe, expect, it } from "vitest";
import type { PatternsData } from "../../../contract/analysis-events.ts";
import { ANALYSED_TIMEFRAMES, type AnalysedTimeframe } from "../../../contract/channels.ts";
import type { SymbolId } from "../../../contract/symbol.ts";
import { foldBar, initAnalysis } from "../../../market/analysis/series-analysis.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { seededRandom } from "../../../scripts/replay/model/random.ts";
import { NodeSql } from "../../../tests/support/node-sql.ts";
import { BarTable } from "../bar-table.ts";
import { Hub } from "../hub.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 1, 29);
const SYMBOL = "PUSHUSDT" as SymbolId;

/** A hub of a pushed symbol on a disk, on which a later one goes on. */
function open(sql: NodeSql, analyses = true) {
  const hub = new Hub({
    sql,
    now: () => START + 30 * 24 * 60 * MINUTE,
    later: () => {},
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    source: "replay",
    analyses,
    sendOutbox: async () => {},
    sendSignals: async () => {},
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  hub.configure(SYMBOL, { feed: "push", tickSize: "0.01", stepSize: "0.01", latenessMs: 0 });
  return hub;
}

type PushedHub = ReturnType<typeof open>;

/** Ticks of a random walk, four a minute, from one minute to another. */
async function push(hub: PushedHub, from: number, to: number): Promise<void> {
  const random = seededRandom(from, 3);
  let price = 1_000;
  const ticks = Array.from({ length: (to - from) * 4 }, (_, i) => {
    price = Math.max(100, price + (random() - 0.5) * 12);
    const timestamp = START + from * MINUTE + i * 15_000;
    return { timestamp, price: price.toFixed(2), size: (1 + Math.floor(random() * 50)).toFixed(2) };
  });
  expect((await hub.ingest(ticks)).rejected).toEqual([]);
}

/** What was told last of each bar's patterns, and how often. */
function told(hub: PushedHub, timeframe: AnalysedTimeframe): Map<number, PatternsData> {
  const channel = `patterns:${SYMBOL}:${timeframe}`;
  const [first] = hub.catchUp([{ channel }]);
  if (first === undefined || !("head" in first)) throw new Error("no channel of patterns");
  const bars = new Map<number, PatternsData>();
  const started = (START + 30 * 24 * 60 * MINUTE) * 1_000;
  const [log] = hub.catchUp([{ channel, since: started }]);
  if (log === undefined || !("head" in log)) throw new Error("no log of patterns");
  for (const [index, text] of log.events.entries()) {
    const { seq, type, data } = JSON.parse(text);
    expect([seq, type]).toEqual([started + 1 + index, "update"]);
    bars.set(data.openTime, data);
  }
  return bars;
}

/** The patterns of all bars that are stored, by the same engine without a hub. */
function wanted(sql: NodeSql, timeframe: AnalysedTimeframe): Map<number, PatternsData["patterns"]> {
  const state = initAnalysis(SYMBOL, timeframe);
  const bars = new BarTable(sql).range(timeframe, 0, Number.MAX_SAFE_INTEGER);
  return new Map(
    bars.map((bar) => {
      foldBar(state, priceBarOf(bar));
      return [bar.openTime, state.last?.detections ?? []];
    }),
  );
}

function expectSame(hub: PushedHub, sql: NodeSql): number {
  let patterns = 0;
  for (const timeframe of ANALYSED_TIMEFRAMES) {
    const known = told(hub, timeframe);
    for (const [openTime, detections] of wanted(sql, timeframe)) {
      expect(known.get(openTime)?.patterns ?? [], `${timeframe} ${openTime}`).toEqual(detections);
      patterns += detections.length;
    }
  }
  return patterns;
}

describe("a hub's analyses", () => {
  it("[ANA-1] there are none of seconds", () => {
    const hub = open(new NodeSql());
    for (const kind of ["indicators", "patterns", "signals"]) {
      const channel = `${kind}:${SYMBOL}:1s`;
      expect(hub.catchUp([{ channel }])).toEqual([{ channel, error: "unknown_channel" }]);
    }
    expect(() => hub.getSignals("1s")).toThrow("not analysed");
  });

  it("[ANA-11] [ANA-21] tell the patterns of every final bar, and what late ticks change of them, once, also after a restart", async () => {
    const sql = new NodeSql();
    let hub = open(sql);
    await push(hub, 0, 150);
    expect(expectSame(hub, sql)).toBeGreaterThan(20);
    expect(Math.max(...[...told(hub, "1m").values()].map(({ revision }) => revision))).toBe(0);
    // A tick far outside of its final minute: it and the bars after it look otherwise.
    await hub.ingest([{ timestamp: START + 100 * MINUTE + 1, price: "1500", size: "1" }]);
    // What is owed is on the disk: a hub that never had a second for it leaves it to the next.
    hub = open(sql);
    for (let second = 0; second < 20; second++) hub.tick();
    const log = told(hub, "1m");
    expect(expectSame(hub, sql)).toBeGreaterThan(20);
    const corrected = [...log.values()].filter(({ revision }) => revision > 0);
    expect(corrected.map(({ revision }) => revision)).toEqual(corrected.map(() => 1));
    expect(corrected.length).toBeGreaterThan(0);
    for (let second = 0; second < 20; second++) hub.tick();
    expect(told(hub, "1m")).toEqual(log);
  });

  it("[ANA-10] [ANA-23] indicators are the same from a hub that ran on and from one that began anew", async () => {
    const sql = new NodeSql();
    const hub = open(sql);
    await push(hub, 0, 100);
    await push(hub, 100, 200);
    const running = ANALYSED_TIMEFRAMES.map((timeframe) => hub.getAnalysis(timeframe));
    const restarted = open(sql);
    expect(ANALYSED_TIMEFRAMES.map((timeframe) => restarted.getAnalysis(timeframe))).toEqual(running);
    const { final, forming } = running[0]?.indicators ?? {};
    expect(final?.openTime).toBe(START + 198 * MINUTE);
    expect(forming?.openTime).toBe(START + 199 * MINUTE);
    expect(forming?.values).not.toEqual(final?.values);
    expect([final?.bars, final?.since]).toEqual([199, START]);
  });

  it("[ANA-3] [ANA-23] a restart behind a long silence finds the bars of before it", async () => {
    const sql = new NodeSql();
    const silence = 3 * 24 * 60;
    await push(open(sql), 0, 150);
    await push(open(sql), silence, silence + 6);
    const hub = open(sql);
    await push(hub, silence + 6, silence + 30);
    expect(expectSame(hub, sql)).toBeGreaterThan(20);
  });

  it("[ANA-30] what becomes of signals does not depend on when ticks came, also where windows end in silence", async () => {
    const random = seededRandom(12, 3);
    let price = 1_000;
    let drift = 0;
    const ticks = Array.from({ length: 500 }, (_, minute) => {
      if (minute % 40 === 0) drift = (random() - 0.5) * 6;
      const count = random() < 0.35 ? 0 : 2;
      return Array.from({ length: count }, (_, i) => {
        price = Math.max(100, price + drift + (random() - 0.5) * 10);
        return { timestamp: START + minute * MINUTE + i * 25_000, price: price.toFixed(2), size: "2" };
      });
    }).flat();
    const [atOnce, oneByOne] = [open(new NodeSql()), open(new NodeSql())];
    await atOnce.ingest(ticks);
    for (const tick of ticks) await oneByOne.ingest([tick]);
    expect(atOnce.getSignalHead()?.seq).toBeGreaterThan(20);
    expect(oneByOne.getSignalHead()).toEqual(atOnce.getSignalHead());
  });

  it("[ANA-31] a tick that comes behind its final minute decides nothing of a signal", async () => {
    const hub = open(new NodeSql());
    let minute = 150;
    await push(hub, 0, minute);
    while (hub.getSignals("1m").active === null && minute < 2_000) {
      await push(hub, minute, minute + 5);
      minute += 5;
    }
    const { active } = hub.getSignals("1m");
    const levels = active?.decision.levels;
    if (active === null || levels === null || levels === undefined) throw new Error("no signal runs");
    // Behind its issue, and behind final minutes.
    const late = active.issuedAt + 1_000;
    const quiet = [0, 1, 2, 3].map((later) => START + (minute + later) * MINUTE);
    await hub.ingest(quiet.map((timestamp) => ({ timestamp, price: levels.entry.toFixed(2), size: "1" })));
    const [before, head] = [hub.getSignals("1m").active, hub.getSignalHead()];
    expect(before?.id).toBe(active.id);
    const { rejected, revised } = await hub.ingest([
      { timestamp: late, price: levels.stopLoss.toFixed(2), size: "1" },
      { timestamp: late, price: levels.takeProfits[2].toFixed(2), size: "1" },
    ]);
    expect([rejected, revised]).toEqual([[], 2]);
    expect([hub.getSignals("1m").active, hub.getSignalHead()]).toEqual([before, head]);
  });

  it("[ANA-33] deciding again on a bar that was decided on changes nothing", async () => {
    const sql = new NodeSql();
    const hub = open(sql);
    await push(hub, 0, 150);
    const head = hub.getSignalHead();
    const { decision, events } = hub.generateSignal("1m");
    expect(decision?.openTime).toBe(START + 148 * MINUTE);
    expect(decision).toEqual(hub.getSignals("1m").decision);
    expect([events, hub.getSignalHead()]).toEqual([[], head]);
  });

  it("[ANA-6] can be off: bars alone, and nothing that was stored is lost", async () => {
    const sql = new NodeSql();
    await push(open(sql), 0, 60);
    const off = open(sql, false);
    const before = told(off, "1m");
    await push(off, 60, 90);
    expect(told(off, "1m")).toEqual(before);
    expect(off.getAnalysis("1m").indicators).toEqual({ final: null, forming: null });
    expect(off.getBars({ timeframe: "1m", limit: 100 }).bars).toHaveLength(89);
  });
});
