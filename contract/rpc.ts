import type { CatchUp } from "./stream.ts";

/** What a relay tells about itself for health and metrics. */
export interface RelayStats {
  readonly name: string;
  readonly sockets: number;
  readonly sseStreams: number;
  readonly channels: number;
  /** Messages sent to clients, events received from hubs, clients closed by reason. */
  readonly sent: number;
  readonly received: number;
  readonly closedFlood: number;
  readonly closedSilent: number;
  readonly resumes: number;
}

/** How the worker tells a relay who opens a connection, when a key has shown it; taken from no client. */
export const OWNER_HEADER = "X-Wick-Owner";

/** StreamRelay besides `fetch`, which serves `/ws` (Upgrade) and `/sse`. */
export interface StreamRelayRpc {
  getStats(): Promise<RelayStats>;
  /** Snapshots of the channels, once, for the client of this address; or how long it has to wait for them. */
  snapshot(channels: readonly string[], connectingIp?: string): Promise<readonly CatchUp[] | RelayDebt>;
}

/** A client was given too many events; it may ask again after this. */
export interface RelayDebt {
  readonly retryInMs: number;
}

/** A leased slice of the exchange's request weight. */
export interface WeightLease {
  /** Weight the holder may spend before `expiresInMs` is over; 0 when it must wait. */
  readonly granted: number;
  readonly expiresInMs: number;
  /** When to ask again, if nothing was granted. */
  readonly retryAfterMs: number;
}

export interface WeightReport {
  /** X-MBX-USED-WEIGHT-1M of an answer, where it had one. */
  readonly usedWeight1m?: number;
  /** 429 and 418 stop everybody who shares the IP for this long. */
  readonly status?: number;
  readonly retryAfterMs?: number;
}

export interface WeightStats {
  readonly limit1m: number;
  readonly used1m: number;
  readonly leased1m: number;
  readonly stoppedForMs: number;
  readonly rateLimited: number;
  readonly banned: number;
}

/** The name of the ledger object, for whoever makes a stub of it. */
export const LEDGER_NAME = "binance";

/** WeightLedger: one per outgoing IP group; grants request weight so that hubs and jobs never overspend together. */
export interface WeightLedgerRpc {
  lease(weight: number, purpose: "live" | "seed" | "repair" | "read"): Promise<WeightLease>;
  report(report: WeightReport): Promise<void>;
  getStats(): Promise<WeightStats>;
}
