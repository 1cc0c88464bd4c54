import { DurableObject } from "cloudflare:workers";
import type { AlertLogRpc } from "../../contract/alerts.ts";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import type { Firing } from "../../market/alerts/firing.ts";
import type { Env } from "../../platform/env.ts";
import { errorText, log } from "../../platform/telemetry/log.ts";
import { TICK_MS } from "../shared/stream-server.ts";
import { parseStreamSettings } from "../shared/stream-settings.ts";
import { Timers } from "../stream-relay/timers.ts";
import { objectSql } from "../symbol-hub/object-sql.ts";
import { OwnedAlerts } from "./owned-alerts.ts";

/** An owner's alerts as they fire, named by the owner. The thin shell around `OwnedAlerts`. */
export class AlertLog extends DurableObject<Env> implements AlertLogRpc {
  readonly #timers = new Timers();
  readonly #alerts: OwnedAlerts<WebSocket>;
  #ticking = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const onError = (action: string, error: unknown) =>
      log({ event: "hub_failed", symbol: "alerts", action, error: errorText(error) });
    this.#alerts = new OwnedAlerts<WebSocket>({
      sql: objectSql(ctx, onError),
      now: Date.now,
      later: this.#timers.later,
    });
  }

  /** The stream, for relays: the same protocol as a client's. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket")
      return new Response(null, { status: 426 });
    const parsed = parseStreamSettings(new URL(request.url).searchParams);
    if ("errors" in parsed) return Response.json(parsed.errors, { status: 400 });
    const { server } = this.#alerts;
    const { 0: theirs, 1: ours } = new WebSocketPair();
    ours.accept();
    const client = server.open(ours, parsed.settings, Date.now());
    ours.addEventListener("message", (event) => {
      void server.onFrame(client, event.data, Date.now());
    });
    ours.addEventListener("close", () => server.remove(client));
    ours.addEventListener("error", () => server.remove(client));
    this.#keepTicking();
    return new Response(null, { status: 101, webSocket: theirs });
  }

  async append(firings: readonly Firing[]): Promise<number> {
    return this.#alerts.append(firings);
  }

  async catchUp(requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]> {
    return requests.map((request) => this.#alerts.catchUp(request));
  }

  async restart(): Promise<void> {
    this.ctx.abort("restarted by a test");
  }

  #keepTicking(): void {
    if (this.#ticking) return;
    this.#ticking = true;
    this.#timers.later(() => {
      this.#ticking = false;
      this.#alerts.server.tick(Date.now());
      if (this.#alerts.server.size > 0) this.#keepTicking();
    }, TICK_MS);
  }
}
