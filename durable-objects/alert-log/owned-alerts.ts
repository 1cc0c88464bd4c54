import { ALERTS_CHANNEL } from "../../contract/alerts.ts";
import { type CatchUp, type CatchUpRequest, eventJson } from "../../contract/stream.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import type { Later, SubscriberPort } from "../shared/fan-out-subscriber.ts";
import { StreamServer } from "../shared/stream-server.ts";
import type { Sql } from "../symbol-hub/sql.ts";
import { AlertTable } from "./alert-table.ts";

const SNAPSHOT_EVENTS = 20;

export interface OwnedAlertsPorts {
  readonly sql: Sql;
  readonly now: () => number;
  readonly later: Later;
}

/**
 * The log of an owner's alerts without its Durable Object: each firing gets its number, is stored, and is announced
 * behind that. What comes again is known by its id.
 */
export class OwnedAlerts<Port extends SubscriberPort> {
  readonly server: StreamServer<Port>;
  readonly #sql: Sql;
  readonly #table: AlertTable;
  #head: number;

  constructor({ sql, now, later }: OwnedAlertsPorts) {
    this.#sql = sql;
    this.#table = new AlertTable(sql);
    // Numbers never restart: the first of a log that has none lies behind all that one of before may have used.
    this.#head = this.#table.head() ?? now() * 1_000;
    this.server = new StreamServer<Port>(
      { trusted: true, catchUp: async (request) => this.catchUp(request) },
      later,
    );
  }

  /** @returns how many were new. */
  append(firings: readonly Firing[]): number {
    const events = this.#sql.transaction(() => {
      const stored: { readonly seq: number; readonly json: string }[] = [];
      let seq = this.#head;
      for (const firing of firings) {
        if (this.#table.has(firing.id)) continue;
        seq += 1;
        const json = eventJson(ALERTS_CHANNEL, seq, "update", firing.at, JSON.stringify(firing));
        this.#table.put(seq, firing.id, json);
        stored.push({ seq, json });
      }
      return stored;
    });
    for (const { seq, json } of events) {
      this.#head = seq;
      this.server.fanOut.publishLog({ channel: ALERTS_CHANNEL, seq, log: true, json });
    }
    return events.length;
  }

  catchUp({ channel, since }: CatchUpRequest): CatchUp {
    if (channel !== ALERTS_CHANNEL) return { channel, error: "unknown_channel" };
    const head = this.#head;
    const log = since === undefined ? undefined : this.#table.after(since, head);
    return { channel, head, events: log ?? [this.#snapshot(head)] };
  }

  #snapshot(head: number): string {
    const events = this.#table
      .newest(SNAPSHOT_EVENTS)
      .map((json): { ts: number; data: Firing } => JSON.parse(json));
    const ts = events.reduce((latest, event) => Math.max(latest, event.ts), 0);
    const data = JSON.stringify({ alerts: events.map((event) => event.data) });
    return eventJson(ALERTS_CHANNEL, head, "snapshot", ts, data);
  }
}
