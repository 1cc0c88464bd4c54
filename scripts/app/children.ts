import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Makes sure that no child of this process outlives it, also when it is killed. */
export function guardChildren(): void {
  const pids = childrenOf(process.pid);
  const watchdog = spawn(process.execPath, [join(import.meta.dirname, "watchdog.ts"), ...pids.map(String)], {
    stdio: ["pipe", "ignore", "ignore"],
    // In a group of its own, so that what kills ours leaves it time to do its work.
    detached: true,
  });
  watchdog.unref();
  watchdog.once("error", () => {});
}

function childrenOf(parent: number): number[] {
  try {
    return process.platform === "linux" ? childrenByProc(parent) : childrenByPs(parent);
  } catch {
    return [];
  }
}

function childrenByProc(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // "pid (name) state ppid …": the name may hold spaces and parentheses.
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
      } catch {
        return false;
      }
    });
}

function childrenByPs(parent: number): number[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent)
    .map(([pid = 0]) => pid);
}
