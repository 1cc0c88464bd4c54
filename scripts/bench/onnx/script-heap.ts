import { WebSocket } from "ws";
import { z } from "zod";
import { within } from "../clock.ts";

const TargetsSchema = z.array(z.object({ id: z.string(), webSocketDebuggerUrl: z.string() }));
const AnswerSchema = z.object({ id: z.number(), result: z.object({ usedSize: z.number().optional() }) });

/**
 * Bytes on the heap of a Worker's isolate, by its inspector: what waits to be collected too, since workerd collects
 * nothing on demand. WebAssembly's memory is not on it.
 */
export async function scriptHeapBytes(inspectorUrl: string): Promise<number> {
  const targets = TargetsSchema.parse(await (await fetch(`${inspectorUrl}/json`)).json());
  const url = targets.find(({ id }) => id.startsWith("core:user:"))?.webSocketDebuggerUrl;
  if (url === undefined) throw new Error("the inspector knows no Worker");
  const socket = new WebSocket(url);
  await within("the inspector", 5_000, new Promise((resolve) => socket.once("open", resolve)));
  try {
    let id = 0;
    const ask = (method: string) =>
      within(
        method,
        10_000,
        new Promise<number | undefined>((resolve) => {
          const asked = ++id;
          socket.on("message", (data) => {
            const answer = AnswerSchema.safeParse(JSON.parse(String(data)));
            if (answer.data?.id === asked) resolve(answer.data.result.usedSize);
          });
          socket.send(JSON.stringify({ id: asked, method }));
        }),
      );
    const used = await ask("Runtime.getHeapUsage");
    if (used === undefined) throw new Error("the inspector tells no heap");
    return used;
  } finally {
    socket.close();
  }
}
