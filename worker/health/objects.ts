import type { MarketDeskRpc } from "../../contract/market.ts";
import type { ComponentHealth } from "../../contract/rest/operations.ts";
import type { AppParts, JobPorts } from "../jobs/job.ts";
import { examine, type Look } from "./component.ts";

/** A hub is ok while its feed is neither stale nor blocked. */
export async function lookAtHub(ports: JobPorts, symbol: string): Promise<Look> {
  const { state, reason, storageBytes } = await ports.hub(symbol).getStatus();
  return {
    ok: state !== "blocked" && state !== "stale",
    bytes: storageBytes,
    detail: reason === null ? state : `${state}: ${reason}`,
  };
}

/** Each hub of an active symbol, and all of them as one. */
export async function examineHubs(ports: JobPorts): Promise<readonly ComponentHealth[]> {
  const time = ports.now();
  const rows = await ports.symbols();
  const hubs = await Promise.all(
    rows.map(({ symbol }) => examine(`hub:${symbol}`, ports.now, () => lookAtHub(ports, symbol))),
  );
  const ok = hubs.filter((hub) => hub.ok).length;
  const all: ComponentHealth = {
    component: "hubs",
    time,
    ok: ok === hubs.length,
    latencyMs: hubs.reduce<number | null>(
      (most, { latencyMs }) => (latencyMs === null ? most : Math.max(most ?? 0, latencyMs)),
      null,
    ),
    bytes: hubs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    detail: `${ok} of ${hubs.length} are well`,
  };
  return [all, ...hubs];
}

export async function lookAtRelays({ relays }: AppParts): Promise<Look> {
  const answers = await Promise.allSettled(relays.map(({ getStats }) => getStats()));
  const stats = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  const clients = stats.reduce((sum, { sockets, sseStreams }) => sum + sockets + sseStreams, 0);
  return {
    ok: stats.length === relays.length,
    detail: `${stats.length} of ${relays.length} answer, ${clients} clients`,
  };
}

export async function lookAtLedger({ ledger }: AppParts): Promise<Look> {
  const { used1m, limit1m, stoppedForMs } = await ledger();
  const used = `${used1m} of ${limit1m} used this minute`;
  return { ok: stoppedForMs === 0, detail: stoppedForMs === 0 ? used : `stopped for ${stoppedForMs} ms` };
}

/** The outside sources are ok while one that is used can be asked; without any in use there is none to fail. */
export async function lookAtSources(desk: Pick<MarketDeskRpc, "status">): Promise<Look> {
  const used = (await desk.status()).sources.filter(({ unused }) => unused === null);
  const well = used.filter(({ breaker, reachable }) => breaker.state === "closed" && reachable !== false);
  return { ok: used.length === 0 || well.length > 0, detail: `${well.length} of ${used.length} are well` };
}
