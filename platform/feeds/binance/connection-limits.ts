/** The times and budgets of a live connection; all in milliseconds, all in docs/spec/feeds.md. */
export interface ConnectionLimits {
  /** A handshake that takes longer has failed. */
  readonly connectTimeoutMs: number;
  /** A socket without one understood frame for this long is dead, whatever it says. */
  readonly muteMs: number;
  /** The ceiling of the first wait, and of the longest. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** A connection that lived this long makes the next failure a first one again. */
  readonly stableMs: number;
  /** At most this many attempts in the window; the exchange allows 300 in five minutes an address. */
  readonly attemptBudget: number;
  readonly attemptWindowMs: number;
  /** A connection is replaced after this long, plus up to the jitter; the exchange closes it at 24 h. */
  readonly lifetimeMs: number;
  readonly lifetimeJitterMs: number;
  /** Both sockets run for at most this long while no trade proves that they overlap. */
  readonly overlapMs: number;
  /** How often it is tried again when every host refuses this address. */
  readonly blockedRetryMs: number;
  /** The wait after a 429 or 418 that does not say how long. */
  readonly stopMs: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const CONNECTION_LIMITS: ConnectionLimits = {
  connectTimeoutMs: 10_000,
  muteMs: 10_000,
  backoffMinMs: 250,
  backoffMaxMs: 30_000,
  stableMs: 10_000,
  attemptBudget: 20,
  attemptWindowMs: 5 * MINUTE,
  lifetimeMs: 23 * HOUR,
  lifetimeJitterMs: 30 * MINUTE,
  overlapMs: 10_000,
  blockedRetryMs: 5 * MINUTE,
  stopMs: 2 * MINUTE,
};
