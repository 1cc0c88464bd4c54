import { describe, expect, it } from "vitest";
import type { ForecastEvent } from "../../../contract/forecast-events.ts";
import type { SymbolId } from "../../../contract/symbol.ts";
import type { Forecast } from "../../../market/forecast/forecast.ts";
import type { Decision } from "../../../market/signals/signal.ts";
import { NodeSql } from "../../../tests/support/node-sql.ts";
import { Hub } from "../hub.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 1, 29);
const SYMBOL = "VOTEUSDT" as SymbolId;

/** A hub of a pushed symbol on a disk, on which a later one goes on. */
function open(sql: NodeSql) {
  const hub = new Hub({
    ...{ sql, now: () => START + 30 * 24 * HOUR, later: () => {}, source: "replay" },
    openFeed: () => {
      throw new Error("a pushed symbol has no feed");
    },
    sendOutbox: async () => {},
    sendSignals: async () => {},
    onError: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  hub.configure(SYMBOL, { feed: "push", tickSize: "0.01", stepSize: "0.01", latenessMs: 0 });
  return hub;
}

type VotingHub = ReturnType<typeof open>;

/** Hours of ticks, one a minute; the last of these hours still forms. */
async function push(hub: VotingHub, from: number, to: number): Promise<void> {
  const ticks = Array.from({ length: (to - from) * 60 }, (_, at) => {
    const minute = from * 60 + at;
    const price = 1_000 + 10 * Math.sin(minute / 40) + minute / 20;
    return { timestamp: START + minute * 60_000, price: price.toFixed(2), size: "1" };
  });
  expect((await hub.ingest(ticks)).rejected).toEqual([]);
}

/** What was forecast at an hour's close. */
function issued(hour: number, up: number, skill: number | null): ForecastEvent {
  const openTime = START + hour * HOUR;
  const forecast: Forecast = {
    ...{ symbol: SYMBOL, timeframe: "1h", requested: "ml_ensemble", servedBy: "ml_ensemble" },
    ...{ fallbackReason: null, fallbackDetail: null, version: "r1", openTime, issuedAt: openTime + HOUR },
    ...{
      close: 1_000,
      horizons: [],
      probabilities: [0.9 - up, 0.1, up],
      call: null,
      absent: [],
      members: null,
    },
  };
  return { kind: "forecast", openTime, loggedAt: openTime + HOUR + 60_000, forecast, skill };
}

function modelVote(decision: Decision | null) {
  return decision?.votes.find(({ source }) => source === "model:ml_ensemble");
}

describe("a hub's decisions", () => {
  it("[FC-135] take in the newest forecast of before, say which, and keep it through a restart", async () => {
    const sql = new NodeSql();
    let hub = open(sql);
    await push(hub, 0, 3);
    expect(modelVote(hub.getSignals("1h").decision)).toBeUndefined();
    hub.publishForecast("1h", [issued(1, 0.7, 0.03)]);
    // What was decided is not decided again by what came later.
    expect(modelVote(hub.getSignals("1h").decision)).toBeUndefined();
    await push(hub, 3, 4);
    const { decision } = hub.getSignals("1h");
    expect(decision?.openTime).toBe(START + 2 * HOUR);
    expect(modelVote(decision)).toMatchObject({
      evidence: { up: 0.7, down: 0.9 - 0.7, skill: 0.03, issuedAt: START + 2 * HOUR },
    });
    hub.publishForecast("1h", [issued(2, 0.1, 0.03)]);
    expect(hub.getSignals("1h").decision).toEqual(decision);
    hub = open(sql);
    expect(hub.getSignals("1h").decision).toEqual(decision);
    expect(hub.generateSignal("1h").decision).toEqual(decision);
    await push(hub, 4, 5);
    const next = hub.getSignals("1h").decision;
    expect(modelVote(next)?.evidence).toMatchObject({ up: 0.1, issuedAt: START + 3 * HOUR });
    // Two bars later it is too old.
    await push(hub, 5, 6);
    expect(modelVote(hub.getSignals("1h").decision)?.evidence).toMatchObject({ issuedAt: START + 3 * HOUR });
    await push(hub, 6, 7);
    const last = hub.getSignals("1h").decision;
    expect(modelVote(last)).toBeUndefined();
    expect(last?.reasons.at(-1)).toContain("No model predicts here");
  });

  it("[FC-135] [SIG-16] have no vote of a model without skill, and say so", async () => {
    for (const skill of [null, 0, -0.01]) {
      const hub = open(new NodeSql());
      await push(hub, 0, 3);
      hub.publishForecast("1h", [issued(1, 0.7, skill)]);
      await push(hub, 3, 4);
      const { decision } = hub.getSignals("1h");
      expect(modelVote(decision)).toBeUndefined();
      expect(decision?.reasons.at(-1)).toContain("has no vote");
    }
  });

  it("[FC-135] of other timeframes do not hear of it", async () => {
    const hub = open(new NodeSql());
    await push(hub, 0, 3);
    hub.publishForecast("1h", [issued(1, 0.7, 0.03)]);
    await push(hub, 3, 4);
    expect(modelVote(hub.getSignals("15m").decision)).toBeUndefined();
    expect(hub.getSignals("15m").decision).not.toBeNull();
  });
});
