import { fork } from "node:child_process";
import { join } from "node:path";
import { within } from "../clock.ts";
import type { RunningWorker } from "./start.ts";

/** Starts the plain `ws` server of ws-broadcast.ts, fed by the given socket, in a process of its own. */
export async function startWsServer(source: string): Promise<RunningWorker> {
  const child = fork(join(import.meta.dirname, "ws-broadcast.ts"), [source]);
  const port = await within(
    "the ws server to listen",
    10_000,
    new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", (code) => reject(new Error(`the ws server ended with ${code}`)));
    }),
  );
  return { url: `http://127.0.0.1:${port}`, close: async () => void child.disconnect() };
}
