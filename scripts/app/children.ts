import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

/** What every process that is started from here on carries in its environment. */
export const GUARD_MARK = "WICK_GUARD";

/**
 * Makes sure that no child that is started after this call outlives this process, however it ends: a killed
 * `npm start` would else leave workerd behind on its port, with its storage open.
 */
export function guardChildren(): void {
  const env = { ...process.env };
  // Before anything else is started: a child is guarded from its first moment.
  const mark = randomUUID();
  process.env[GUARD_MARK] = mark;
  const args = [join(import.meta.dirname, "watchdog.ts"), mark, String(process.pid)];
  const watchdog = spawn(process.execPath, args, {
    stdio: ["pipe", "ignore", "ignore"],
    // In a group of its own, so that what kills ours leaves it time to do its work.
    detached: true,
    env,
  });
  watchdog.unref();
  watchdog.once("error", () => {});
}
