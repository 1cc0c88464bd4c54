import { WebSocket } from "ws";
import { clockMs } from "../clock.ts";
import type { FromClients, ToClients } from "./client-messages.ts";
import { Recording } from "./recording.ts";
import { updateKey } from "./update-key.ts";

/** Many WebSocket clients in a process of their own; told what to do by `ClientGroup`. */

const AT_ONCE = 50;

const sockets: WebSocket[] = [];
const recording = new Recording();
let expected: Extract<ToClients, { type: "expect" }> | undefined;

function tell(message: FromClients): void {
  process.send?.(message);
}

function onUpdate(text: Buffer, key: number): void {
  // A server may have something else to say: a bar that became final late, a state it repeats.
  if (expected === undefined || key < expected.firstKey || key > expected.lastKey) return;
  const at = clockMs();
  recording.add(key, at);
  if (recording.size === expected.updates) tell({ type: "reached", at, sample: text.toString() });
}

async function connectAll(order: Extract<ToClients, { type: "connect" }>): Promise<void> {
  let left = order.sockets;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      sockets.push(await connect(order));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  tell({ type: "connected" });
}

function connect({ url, subscribe, key }: Extract<ToClients, { type: "connect" }>): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on("error", reject);
    socket.on("close", (code) => tell({ type: "failed", detail: `a socket was closed with ${code}` }));
    socket.on("open", () => {
      if (subscribe === undefined) resolve(socket);
      else socket.send(subscribe);
    });
    let last = -1;
    socket.on("message", (data) => {
      if (!Buffer.isBuffer(data)) return;
      const found = updateKey(data, key);
      // A hub may repeat the state of a forming bar; what is final may come once only.
      if (found !== undefined && found === last && key === "bar" && found % 2 === 0) return;
      last = found ?? last;
      if (found !== undefined) onUpdate(data, found);
      else if (data.includes('"op":"ack"')) resolve(socket);
      else if (data.includes('"op":"error"')) reject(new Error(data.toString()));
    });
  });
}

process.on("message", (order: ToClients) => {
  switch (order.type) {
    case "connect":
      connectAll(order).catch((error: unknown) => tell({ type: "failed", detail: String(error) }));
      break;
    case "expect":
      recording.clear();
      expected = order;
      tell({ type: "expecting" });
      break;
    case "collect":
      tell({ type: "recorded", keys: recording.keys, times: recording.times });
      break;
    case "ping":
      for (const socket of sockets) socket.send('{"op":"ping"}');
      break;
    default:
      order satisfies never;
  }
});
// The benchmark is gone: so are its clients.
process.on("disconnect", () => process.exit());
