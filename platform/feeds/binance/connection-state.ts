import type { ConnectionLimits } from "./connection-limits.ts";

/** One socket as the connection knows it. `openedAt` is null while the handshake runs. */
export interface Slot {
  readonly id: number;
  readonly host: number;
  readonly startedAt: number;
  openedAt: number | null;
  /** When this socket is to be replaced by another. */
  rotateAt: number;
  lastDataAt: number | null;
  firstTradeId: number | null;
  lastTradeId: number | null;
}

/**
 * A live connection that survives its sockets. At most two exist: the `live` one, and the `candidate`
 * that connects or, during a rotation, runs beside it until no trade can be lost between them.
 * Changed in place, because `observe` runs for every frame; all decisions are here and none of the I/O.
 */
export interface Connection {
  readonly limits: ConnectionLimits;
  readonly hosts: number;
  wanted: boolean;
  live: Slot | null;
  candidate: Slot | null;
  lastId: number;
  /** The round of hosts that is being tried: where it stands, how many refused, for what. */
  round: { host: number; tried: number; blocked: number };
  /** Rounds and sockets that failed one after another; the backoff grows with it. */
  failures: number;
  /** No attempt before these times: the backoff's, and the end of a ban or rate limit. */
  retryAt: number;
  stoppedUntil: number;
  /** Start times of the attempts within the budget's window, oldest first. */
  attempts: number[];
}

/** A connection that is not wanted yet. `hosts` is how many hosts there are to try, at least one. */
export function newConnection(hosts: number, limits: ConnectionLimits): Connection {
  return {
    limits,
    hosts,
    wanted: false,
    live: null,
    candidate: null,
    lastId: 0,
    round: { host: 0, tried: 0, blocked: 0 },
    failures: 0,
    retryAt: 0,
    stoppedUntil: 0,
    attempts: [],
  };
}

/** The earliest time of the next attempt. */
export function dialAt(connection: Connection): number {
  return Math.max(connection.retryAt, connection.stoppedUntil);
}

/** When the socket is dead unless it says something. */
export function muteAt(slot: Slot, limits: ConnectionLimits): number {
  return (slot.lastDataAt ?? slot.openedAt ?? slot.startedAt) + limits.muteMs;
}

/** When `step` must be called with a tick at the latest; null when nothing is pending. */
export function nextDeadline(connection: Connection): number | null {
  const { wanted, live, candidate, limits } = connection;
  if (!wanted) return null;
  const times: number[] = [];
  if (live !== null) times.push(muteAt(live, limits));
  if (candidate === null) times.push(Math.max(dialAt(connection), live?.rotateAt ?? 0));
  else if (candidate.openedAt === null) times.push(candidate.startedAt + limits.connectTimeoutMs);
  else if (candidate.lastDataAt === null) times.push(muteAt(candidate, limits));
  else times.push(Math.min(candidate.openedAt + limits.overlapMs, muteAt(candidate, limits)));
  return Math.min(...times);
}

/** Whether a socket is open that delivers, or is about to. */
export function isConnected(connection: Connection): boolean {
  return connection.live !== null;
}
