import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What came to a receiver. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const BEHAVIOURS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/ok": (response) => void response.writeHead(204).end(),
  "/fail": (response) => void response.writeHead(500).end("out of order"),
  "/busy": (response) => void response.writeHead(503, { "Retry-After": "7200" }).end(),
  "/gone": (response) => void response.writeHead(410).end(),
  "/redirect": (response) => void response.writeHead(307, { Location: "/ok" }).end(),
  "/hang": () => {},
  "/drip": (response) => void response.writeHead(200).write("."),
  "/huge": (response) => {
    response.writeHead(200);
    const chunk = "x".repeat(65_536);
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  },
};

/** A receiver of webhooks on loopback. Its path says how it behaves; `/seen` answers what has come to the others. */
export async function webhookReceiver() {
  const received: Received[] = [];
  let mood: string | undefined;
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    if (path === "/seen") return void response.end(JSON.stringify(received));
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ path, headers: request.headers, body });
    BEHAVIOURS[mood ?? path]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** From now on it behaves like this path, whatever is asked. */
    behave(like: string | undefined) {
      mood = like;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A signature as Standard Webhooks words it, by Node's own HMAC. */
export function signatureOf(key: string | Buffer, id: string, timestamp: string, body: string): string {
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
