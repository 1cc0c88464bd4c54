import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";

/** An open connection to a hub's stream. */
export interface HubSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

export interface HubSocketHandlers {
  onFrame(text: string): void;
  /** The connection is over, for whatever reason; called once. */
  onClose(): void;
}

/** What a relay needs of the hubs, one for each symbol. */
export interface HubPort {
  /** Rejects when the hub does not answer. */
  catchUp(symbol: string, requests: readonly CatchUpRequest[]): Promise<readonly CatchUp[]>;
  /** Opens the hub's stream, packed, state events conflated to `intervalMs`. Rejects when it cannot. */
  connect(symbol: string, intervalMs: number, handlers: HubSocketHandlers): Promise<HubSocket>;
}
