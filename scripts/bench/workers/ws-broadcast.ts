import { WebSocket, WebSocketServer } from "ws";

/** The reference outside workerd: a plain `ws` server in Node that sends each text of its source to all clients. */
const source = new WebSocket(process.argv[2] ?? "", { perMessageDeflate: false });
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

source.on("message", (data) => {
  const text = data.toString();
  for (const client of server.clients) client.send(text);
});
server.on("listening", () => {
  const address = server.address();
  process.send?.(typeof address === "object" && address !== null ? address.port : 0);
});
process.on("disconnect", () => process.exit());
