import type { HubStatus } from "../../contract/hub.ts";
import type { RelayStats, WeightStats } from "../../contract/rpc.ts";
import type { Env } from "../../platform/env.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import type { Isolate } from "../isolate.ts";
import { hubStub, ledgerStub, relayStub } from "../stubs.ts";

/** What every part of the system said of itself; undefined where it did not answer in time. */
export interface Survey {
  readonly hubs: readonly { readonly symbol: string; readonly status: HubStatus | undefined }[];
  readonly relays: readonly { readonly name: string; readonly stats: RelayStats | undefined }[];
  readonly ledger: WeightStats | undefined;
}

const PATIENCE_MS = 2_000;

/** Asks all hubs, relays and the ledger at once. One that fails costs its own line only. */
export async function survey(env: Env, isolate: Isolate): Promise<Survey> {
  const indexes = Array.from({ length: isolate.config.RELAYS }, (_, index) => index);
  const rows = (await inTime("symbols", isolate.registry.active())) ?? [];
  const [hubs, relays, ledger] = await Promise.all([
    statusesOf(env, rows),
    Promise.all(
      indexes.map(async (index) => {
        const name = `relay-${index}`;
        return { name, stats: await inTime(name, relayStub(env, index).getStats()) };
      }),
    ),
    inTime("ledger", ledgerStub(env).getStats()),
  ]);
  return { hubs, relays, ledger };
}

/** Every hub's status alone. */
export async function hubStatuses(env: Env, isolate: Isolate): Promise<Survey["hubs"]> {
  return await statusesOf(env, await isolate.registry.active());
}

async function statusesOf(env: Env, rows: readonly { readonly symbol: string }[]): Promise<Survey["hubs"]> {
  return await Promise.all(
    rows.map(async ({ symbol }) => ({
      symbol,
      status: await inTime(symbol, hubStub(env, symbol).getStatus()),
    })),
  );
}

export async function inTime<T>(part: string, answer: Promise<T>): Promise<T | undefined> {
  let timer: number | null = null;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    log({ event: "part_failed", part, error: errorText(error) });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
