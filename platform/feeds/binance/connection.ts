import type { FeedFailure } from "../feed.ts";
import type { ConnectionLimits } from "./connection-limits.ts";
import { type Connection, dialAt, muteAt, type Slot } from "./connection-state.ts";

export type ConnectionInput =
  | { readonly type: "open" | "tick" | "close" }
  | { readonly type: "opened" | "shutdown"; readonly socket: number }
  | { readonly type: "lost"; readonly socket: number; readonly detail: string }
  | {
      readonly type: "refused";
      readonly socket: number;
      readonly failure: FeedFailure;
      readonly retryAfterMs: number | null;
      readonly detail: string;
    };

export type ConnectionAction =
  | { readonly type: "connect"; readonly socket: number; readonly host: number }
  | { readonly type: "drop"; readonly socket: number }
  | { readonly type: "announceOpen" }
  | {
      readonly type: "announceClosed";
      readonly reason: FeedFailure | "closed" | "mute";
      readonly detail: string;
    };

const NOTHING: readonly ConnectionAction[] = [];

/** What to do after `input` at `now` (ms). `random` gives numbers in [0, 1). */
export function step(
  connection: Connection,
  input: ConnectionInput,
  now: number,
  random: () => number,
): readonly ConnectionAction[] {
  const actions: ConnectionAction[] = [];
  switch (input.type) {
    case "open":
      connection.wanted = true;
      break;
    case "close":
      close(connection, actions);
      break;
    case "opened":
      opened(connection, input.socket, now, random, actions);
      break;
    case "shutdown":
      if (connection.live?.id === input.socket) connection.live.rotateAt = now;
      if (connection.candidate?.id === input.socket) connection.candidate.rotateAt = now;
      break;
    case "lost":
      lost(connection, input.socket, "unavailable", input.detail, now, random, actions);
      break;
    case "refused":
      if (connection.candidate?.id === input.socket) refused(connection, input, now, random, actions);
      break;
    case "tick":
      break;
    default:
      return input satisfies never;
  }
  expire(connection, now, random, actions);
  dial(connection, now, actions);
  return actions;
}

/** Notes an understood frame. Runs for every frame: almost always returns the same empty list. */
export function observe(
  connection: Connection,
  socket: number,
  tradeId: number | null,
  now: number,
): readonly ConnectionAction[] {
  const { live, candidate } = connection;
  const slot = live?.id === socket ? live : candidate?.id === socket ? candidate : null;
  if (slot === null) return NOTHING;
  slot.lastDataAt = now;
  if (tradeId !== null) {
    slot.firstTradeId ??= tradeId;
    if (slot.lastTradeId === null || tradeId > slot.lastTradeId) slot.lastTradeId = tradeId;
  }
  return candidate !== null && live !== null && mayReplace(candidate, live, connection.limits, now)
    ? promote(connection)
    : NOTHING;
}

/**
 * The new socket delivers, and either no trade lies between the two (the old one has delivered what
 * precedes the new one's first), or they have run side by side for long enough.
 */
function mayReplace(candidate: Slot, live: Slot, limits: ConnectionLimits, now: number): boolean {
  if (candidate.openedAt === null || candidate.lastDataAt === null) return false;
  if (now >= candidate.openedAt + limits.overlapMs) return true;
  if (live.lastTradeId === null || candidate.firstTradeId === null) return false;
  return live.lastTradeId + 1 >= candidate.firstTradeId;
}

function promote(connection: Connection): readonly ConnectionAction[] {
  const old = connection.live;
  connection.live = connection.candidate;
  connection.candidate = null;
  return old === null ? NOTHING : [{ type: "drop", socket: old.id }];
}

function close(connection: Connection, actions: ConnectionAction[]): void {
  if (!connection.wanted) return;
  connection.wanted = false;
  for (const slot of [connection.live, connection.candidate]) {
    if (slot !== null) actions.push({ type: "drop", socket: slot.id });
  }
  connection.live = null;
  connection.candidate = null;
  connection.round = { host: 0, tried: 0, blocked: 0 };
  actions.push({ type: "announceClosed", reason: "closed", detail: "closed by its owner" });
}

function opened(
  connection: Connection,
  socket: number,
  now: number,
  random: () => number,
  actions: ConnectionAction[],
): void {
  const { candidate, limits } = connection;
  if (candidate === null || candidate.id !== socket) {
    actions.push({ type: "drop", socket });
    return;
  }
  candidate.openedAt = now;
  candidate.rotateAt = now + limits.lifetimeMs + random() * limits.lifetimeJitterMs;
  connection.round = { host: candidate.host, tried: 0, blocked: 0 };
  if (connection.live !== null) return;
  connection.live = candidate;
  connection.candidate = null;
  actions.push({ type: "announceOpen" });
}

function refused(
  connection: Connection,
  input: Extract<ConnectionInput, { type: "refused" }>,
  now: number,
  random: () => number,
  actions: ConnectionAction[],
): void {
  const { limits, round, hosts } = connection;
  connection.candidate = null;
  round.tried += 1;
  round.host = (round.host + 1) % hosts;
  if (input.failure === "blocked") round.blocked += 1;
  // A ban or a rate limit counts the address, not the host: another host would only make it worse.
  const stopped = input.failure === "banned" || input.failure === "rate_limited";
  if (!stopped && round.tried < hosts) return;
  const blocked = !stopped && round.blocked === round.tried;
  const reason = stopped ? input.failure : blocked ? "blocked" : "unavailable";
  connection.round = { host: 0, tried: 0, blocked: 0 };
  if (stopped) connection.stoppedUntil = now + (input.retryAfterMs ?? limits.stopMs);
  else if (blocked) connection.retryAt = now + limits.blockedRetryMs * (0.9 + 0.2 * random());
  else backOff(connection, now, random);
  if (connection.live === null) actions.push({ type: "announceClosed", reason, detail: input.detail });
}

function lost(
  connection: Connection,
  socket: number,
  reason: "unavailable" | "mute",
  detail: string,
  now: number,
  random: () => number,
  actions: ConnectionAction[],
): void {
  const { live, candidate, limits } = connection;
  if (candidate?.id === socket) {
    if (candidate.openedAt === null) {
      const failed = { type: "refused", socket, failure: "unavailable", retryAfterMs: null, detail } as const;
      refused(connection, failed, now, random, actions);
      return;
    }
    connection.candidate = null;
    backOff(connection, now, random);
    return;
  }
  if (live === null || live.id !== socket) return;
  connection.live = null;
  if (candidate !== null && candidate.openedAt !== null) {
    promote(connection);
    return;
  }
  const lived = (live.lastDataAt ?? 0) - (live.openedAt ?? now);
  if (lived >= limits.stableMs) connection.failures = 0;
  if (candidate === null) {
    const host = reason === "mute" ? (live.host + 1) % connection.hosts : live.host;
    connection.round = { host, tried: 0, blocked: 0 };
    backOff(connection, now, random);
  }
  actions.push({ type: "announceClosed", reason, detail });
}

/** Full jitter: anywhere between now and a ceiling that doubles with each failure. */
function backOff(connection: Connection, now: number, random: () => number): void {
  const { backoffMinMs, backoffMaxMs } = connection.limits;
  const ceiling = Math.min(backoffMaxMs, backoffMinMs * 2 ** Math.min(connection.failures, 30));
  connection.failures += 1;
  connection.retryAt = now + random() * ceiling;
}

function expire(
  connection: Connection,
  now: number,
  random: () => number,
  actions: ConnectionAction[],
): void {
  const { limits } = connection;
  for (const slot of [connection.live, connection.candidate]) {
    if (slot === null) continue;
    const timeout = slot.openedAt === null;
    if (now < (timeout ? slot.startedAt + limits.connectTimeoutMs : muteAt(slot, limits))) continue;
    actions.push({ type: "drop", socket: slot.id });
    const detail = timeout ? "no answer to the handshake" : "open, but mute";
    lost(connection, slot.id, timeout ? "unavailable" : "mute", detail, now, random, actions);
  }
  const { live, candidate } = connection;
  if (live === null || candidate === null) return;
  if (mayReplace(candidate, live, limits, now)) actions.push(...promote(connection));
}

/** Starts an attempt where one is due: without a socket at `retryAt`, with one when it is to rotate. */
function dial(connection: Connection, now: number, actions: ConnectionAction[]): void {
  const { limits, live, candidate, attempts, round } = connection;
  if (!connection.wanted || candidate !== null || now < dialAt(connection)) return;
  if (live !== null && now < live.rotateAt) return;
  while (attempts[0] !== undefined && attempts[0] <= now - limits.attemptWindowMs) attempts.shift();
  if (attempts[0] !== undefined && attempts.length >= limits.attemptBudget) {
    connection.retryAt = attempts[0] + limits.attemptWindowMs;
    return;
  }
  attempts.push(now);
  connection.lastId += 1;
  // A rotation is the chance to return to the first host; the live socket covers the try.
  if (live !== null && round.tried === 0) round.host = 0;
  const { host } = round;
  connection.candidate = {
    id: connection.lastId,
    host,
    startedAt: now,
    openedAt: null,
    rotateAt: Number.POSITIVE_INFINITY,
    lastDataAt: null,
    firstTradeId: null,
    lastTradeId: null,
  };
  actions.push({ type: "connect", socket: connection.lastId, host });
}
