import type { z } from "@hono/zod-openapi";
import type { DeskStatus } from "../../contract/market.ts";
import type { ApiHealthSchema, DataSourcesHealthSchema } from "../../contract/rest/sources.ts";
import type { BoardState } from "../prices/price-board.ts";

type ApiHealth = z.infer<typeof ApiHealthSchema>;
type ApiHealthRow = ApiHealth["sources"][number];
type DataSourcesHealth = z.infer<typeof DataSourcesHealthSchema>;

/** The outside sources and the exchange, as last found. @param board the prices that were collected last. */
export function apiHealth(desk: DeskStatus, board: BoardState | undefined): ApiHealth {
  const sources = desk.sources.map(({ source, unused, reachable, latencyMs, ...last }) => ({
    source,
    used: unused === null,
    reachable,
    latencyMs,
    lastOkAt: last.lastOkAt,
    lastFailureAt: last.lastFailureAt,
    lastFailure: last.lastFailure,
  }));
  const all = [exchangeHealth(board), ...sources];
  const failing = all.some(({ used, reachable }) => used && reachable === false);
  return { status: failing ? "degraded" : "ok", time: desk.now, sources: all };
}

/** The exchange by the hubs that live on it: reached when one of them is live. */
function exchangeHealth(board: BoardState | undefined): ApiHealthRow {
  const fed = board?.prices.filter(({ source }) => source === "binance" || source === "replay") ?? [];
  const live = fed.filter(({ state }) => state === "live" || state === "replay" || state === "backfilling");
  return {
    source: "exchange",
    used: true,
    reachable: fed.length === 0 ? null : live.length > 0,
    latencyMs: null,
    lastOkAt: live.length === 0 ? null : (board?.asOf ?? null),
    lastFailureAt: null,
    lastFailure: fed.find(({ state }) => state === "blocked" || state === "stale")?.state ?? null,
  };
}

export function sourcesHealth(desk: DeskStatus): DataSourcesHealth {
  const used = desk.sources.filter(({ unused }) => unused === null);
  const own = used.every(({ reachable }) => reachable === false);
  const failing = used.some(({ reachable }) => reachable === false);
  return {
    status: own ? "own" : failing ? "degraded" : "ok",
    time: desk.now,
    sources: desk.sources.map((status) => ({
      ...status,
      breaker: { ...status.breaker },
      budget: [...status.budget],
      counts: { ...status.counts },
    })),
    kept: desk.kept,
    oldestAsOf: desk.oldestAsOf,
  };
}
