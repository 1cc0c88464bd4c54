import { describe, expect, it } from "vitest";
import type { SymbolId } from "../../contract/symbol.ts";
import { NodeSql } from "../../tests/support/node-sql.ts";
import { Hub } from "./hub.ts";

const MINUTE = 60_000;
/** A midnight, so that every window opens here. */
const START = Date.UTC(2024, 1, 29);

function pushedHub(sql = new NodeSql()) {
  const hub = new Hub({
    sql,
    now: () => START + 30 * 24 * 60 * MINUTE,
    later: () => {},
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    source: "replay",
    sendOutbox: async () => {},
    sendSignals: async () => {},
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  hub.configure("PUSHUSDT" as SymbolId, { feed: "push", tickSize: "1", stepSize: "1", latenessMs: 0 });
  return hub;
}

type PushedHub = ReturnType<typeof pushedHub>;

/** A tick of size 1 so many minutes (and half a one) after the start. */
async function tick(hub: PushedHub, minute: number, price: number): Promise<void> {
  const report = await hub.ingest([
    { timestamp: START + minute * MINUTE + MINUTE / 2, price: String(price), size: "1" },
  ]);
  expect(report.rejected).toEqual([]);
}

async function volumes(hub: PushedHub, timeframe: "1m" | "5m" | "15m"): Promise<Record<number, string>> {
  const { bars } = hub.getBars({ timeframe, limit: 1_000 });
  return Object.fromEntries(bars.map((bar) => [(bar.openTime - START) / MINUTE, bar.volume]));
}

describe("a minute that comes late", () => {
  it("[BAR-5] counts in its roll-up when it is the first of its window", async () => {
    const hub = pushedHub();
    await tick(hub, 4, 10);
    await tick(hub, 6, 11); // minute 5 has passed without a tick,
    await tick(hub, 5, 12); // and has one after all
    await tick(hub, 10, 13);
    await tick(hub, 11, 14);
    expect(await volumes(hub, "1m")).toEqual({ 4: "1", 5: "1", 6: "1", 10: "1" });
    expect(await volumes(hub, "5m")).toEqual({ 0: "1", 5: "2" });
  });

  it("[BAR-5] counts in the forming roll-up at once", async () => {
    const hub = pushedHub();
    await tick(hub, 4, 10);
    await tick(hub, 6, 11);
    await tick(hub, 5, 12);
    const { bars } = hub.getBars({ timeframe: "5m", limit: 1, forming: true });
    expect(bars.at(-1)).toMatchObject({
      openTime: START + 5 * MINUTE,
      final: false,
      volume: "2",
      open: "12",
    });
  });

  it("[BAR-51] makes the roll-up of a window that had passed without a bar", async () => {
    const hub = pushedHub();
    await tick(hub, 1, 10);
    await tick(hub, 21, 11);
    await tick(hub, 7, 12);
    await tick(hub, 31, 13);
    await tick(hub, 32, 14);
    expect(await volumes(hub, "5m")).toEqual({ 0: "1", 5: "1", 20: "1" });
    expect(await volumes(hub, "15m")).toEqual({ 0: "2", 15: "1" });
  });

  it("[BAR-51] revises the roll-up in which the first tick of all lies", async () => {
    const hub = pushedHub();
    await tick(hub, 2, 10);
    await tick(hub, 4, 10);
    await tick(hub, 6, 11);
    expect(await volumes(hub, "5m")).toEqual({ 0: "2" });
    await tick(hub, 3, 12);
    expect(await volumes(hub, "5m")).toEqual({ 0: "3" });
  });

  it("[BAR-24] ends the roll-up before its window", async () => {
    const hub = pushedHub();
    await tick(hub, 3, 10);
    await tick(hub, 7, 11);
    await tick(hub, 5, 12);
    expect(await volumes(hub, "5m")).toEqual({ 0: "1" });
  });
});

it("[BAR-24] [BAR-50] makes the bars of a first batch in their order, each final once", async () => {
  const sql = new NodeSql();
  const hub = pushedHub(sql);
  const ticks = Array.from({ length: 40 }, (_, minute) => ({
    timestamp: START + minute * MINUTE,
    price: "10",
    size: "1",
  }));
  const report = await hub.ingest(ticks.reverse());
  expect(report).toMatchObject({ accepted: 40, revised: 0 });
  for (const timeframe of ["1m", "5m", "15m"] as const) {
    const { bars } = hub.getBars({ timeframe, limit: 100 });
    expect(bars.map(({ revision }) => revision)).toEqual(bars.map(() => 0));
    const log = sql.all<{ json: string }>(
      "SELECT json FROM event WHERE channel = ? ORDER BY seq",
      `bars:PUSHUSDT:${timeframe}`,
    );
    const opens = log.map(({ json }) => JSON.parse(json).data.bar.openTime);
    expect(opens).toEqual(bars.map(({ openTime }) => openTime));
  }
  expect(await volumes(hub, "15m")).toEqual({ 0: "15", 15: "15" });
});
