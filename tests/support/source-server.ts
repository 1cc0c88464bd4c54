import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Answers one request; one that never ends its response hangs. */
export type SourceAnswer = (request: IncomingMessage, response: ServerResponse) => void;

export interface SourceServer {
  readonly url: string;
  /** Path and query of every request so far, and the headers of the last one. */
  readonly requests: readonly string[];
  readonly headers: () => IncomingMessage["headers"];
  /** How requests are answered from now on. */
  answer(next: SourceAnswer): void;
  close(): Promise<void>;
}

/** An outside market source: a real HTTP server on loopback, which behaves as it is told. */
export async function sourceServer(first: SourceAnswer): Promise<SourceServer> {
  const requests: string[] = [];
  const connections = new Set<Socket>();
  let answer = first;
  let headers: IncomingMessage["headers"] = {};
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    headers = request.headers;
    answer(request, response);
  });
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    headers: () => headers,
    answer: (next) => {
      answer = next;
    },
    close: async () => {
      for (const connection of connections) connection.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers 200 with this text as it is. */
export function sends(text: string, headers: Record<string, string> = {}): SourceAnswer {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "application/json", ...headers });
    response.end(text);
  };
}

/** Refuses with a status. */
export function refuses(status: number, headers: Record<string, string> = {}, body = ""): SourceAnswer {
  return (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** Takes the request and says nothing. */
export const hangs: SourceAnswer = () => {};
