import {
  type ConnectionAction,
  type ConnectionInput,
  observe,
  step,
} from "../../../platform/feeds/binance/connection.ts";
import {
  CONNECTION_LIMITS,
  type ConnectionLimits,
} from "../../../platform/feeds/binance/connection-limits.ts";
import {
  type Connection,
  newConnection,
  nextDeadline,
} from "../../../platform/feeds/binance/connection-state.ts";

/** A connection on a simulated clock; `random` is fixed unless a test sets it. */
export class World {
  now = 1_000_000;
  random = 0.5;
  readonly connection: Connection;
  readonly told: string[] = [];
  readonly dropped: number[] = [];
  /** Sockets that were asked for and have not ended: id to host. */
  readonly sockets = new Map<number, number>();
  lastSocket = 0;

  constructor(hosts = 2, limits: Partial<ConnectionLimits> = {}) {
    this.connection = newConnection(hosts, { ...CONNECTION_LIMITS, ...limits });
  }

  do(input: ConnectionInput): void {
    if (input.type === "lost" || input.type === "refused") this.sockets.delete(input.socket);
    this.perform(step(this.connection, input, this.now, () => this.random));
  }

  perform(actions: readonly ConnectionAction[]): void {
    for (const action of actions) {
      if (action.type === "connect") {
        this.sockets.set(action.socket, action.host);
        this.lastSocket = action.socket;
      } else if (action.type === "drop") {
        this.dropped.push(action.socket);
        this.sockets.delete(action.socket);
      } else this.told.push(action.type === "announceOpen" ? "open" : action.reason);
    }
  }

  /** Lets time pass, ticking at each deadline as the shell's timer does. */
  pass(ms: number): void {
    const end = this.now + ms;
    for (let ticks = 0; ; ticks++) {
      if (ticks > 100_000) throw new Error("spins without time passing");
      const deadline = nextDeadline(this.connection);
      if (deadline === null || deadline > end) break;
      this.now = Math.max(this.now, deadline);
      this.do({ type: "tick" });
    }
    this.now = end;
  }

  /** Lets time pass while the socket delivers a ticker each second. */
  passDelivering(socket: number, ms: number): void {
    const end = this.now + ms;
    while (this.now < end) {
      this.pass(Math.min(1_000, end - this.now));
      this.data(socket);
    }
  }

  data(socket: number, tradeId: number | null = null): void {
    this.perform(observe(this.connection, socket, tradeId, this.now));
  }

  /** Opens the newest socket. */
  accept(): number {
    this.do({ type: "opened", socket: this.lastSocket });
    return this.lastSocket;
  }

  refuse(failure: "blocked" | "banned" | "rate_limited" | "unavailable", retryAfterMs: number | null = null) {
    this.do({ type: "refused", socket: this.lastSocket, failure, retryAfterMs, detail: "" });
  }

  get host(): number | undefined {
    return this.sockets.get(this.lastSocket);
  }
}
