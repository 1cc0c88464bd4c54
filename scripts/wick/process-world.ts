import { once } from "node:events";
import type { World } from "./world.ts";

const CLEAR = "\r\u001b[K";

/** The world as this process sees it. */
export function processWorld(): World {
  const { env, stdout, stderr } = process;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write(CLEAR);
    shown = false;
  };
  // Whoever reads us may have had enough (`| head`): that is no failure.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    // npm moves to the project's folder; paths are meant from where the command was typed.
    folder: (env.npm_lifecycle_event === "wick" ? env.INIT_CWD : undefined) ?? process.cwd(),
    isTerminal: stdout.isTTY === true,
    async write(piece) {
      clear();
      if (!stdout.write(piece)) await once(stdout, "drain");
    },
    notice(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (stderr.isTTY !== true) return;
      clear();
      if (text === "") return;
      stderr.write(text);
      shown = true;
    },
  };
}
