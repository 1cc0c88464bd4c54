import type { ClientMark } from "./client-mark.ts";
import type { RelayPort } from "./relay.ts";

/** A client's WebSocket, which survives the relay's eviction together with its mark. */
export class SocketPort implements RelayPort {
  readonly address: string | undefined;
  readonly owner: string | undefined;
  readonly #socket: WebSocket;

  constructor(
    socket: WebSocket,
    { address, owner }: { readonly address?: string | undefined; readonly owner?: string | undefined },
  ) {
    this.address = address;
    this.owner = owner;
    this.#socket = socket;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  save(mark: ClientMark): void {
    this.#socket.serializeAttachment(mark);
  }
}
