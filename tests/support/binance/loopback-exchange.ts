import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface LoopbackExchange {
  readonly httpUrl: string;
  readonly wsUrl: string;
  /** Sockets open now, oldest first, and the path and query of every handshake and request so far. */
  readonly sockets: readonly WebSocket[];
  readonly handshakes: readonly string[];
  readonly requests: readonly string[];
  /** Refuses handshakes with this status and these headers until told otherwise. */
  refuse(status: number | null, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

/** A real server on loopback that answers REST as told and lets the test speak on its sockets. */
export async function loopbackExchange(
  answer: (path: string, response: ServerResponse, request: IncomingMessage) => void = (_path, response) =>
    response.writeHead(404).end(),
): Promise<LoopbackExchange> {
  const sockets: WebSocket[] = [];
  const handshakes: string[] = [];
  const requests: string[] = [];
  const connections = new Set<Socket>();
  let refusal: { status: number; headers: Record<string, string> } | null = null;

  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request.url ?? "", response, request);
  });
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
  });
  const webSockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    handshakes.push(request.url ?? "");
    if (refusal !== null) {
      const headers = Object.entries({ connection: "close", "content-length": "0", ...refusal.headers });
      const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\n${lines}\r\n`);
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (opened) => {
      sockets.push(opened);
      opened.on("close", () => sockets.splice(sockets.indexOf(opened), 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    httpUrl: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    sockets,
    handshakes,
    requests,
    refuse: (status, headers = {}) => {
      refusal = status === null ? null : { status, headers };
    },
    close: async () => {
      for (const connection of connections) connection.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
