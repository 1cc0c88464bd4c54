import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { GUARD_MARK } from "./children.ts";

/**
 * Ends the children of the process that started it when its standard input closes: that is when that process is
 * gone, however it ended. Arguments: the mark that they carry, and the pid of their parent.
 */
const [mark = "", parent = ""] = process.argv.slice(2);
const ROUNDS = 20;
const ROUND_MS = 100;
const LOOK_MS = 500;

/** Without /proc nobody's environment can be read: its children are remembered while it lives. */
const seen = new Set<number>();
const hasProc = process.platform === "linux";
if (!hasProc) setInterval(() => childrenOf(Number(parent)).forEach((pid) => void seen.add(pid)), LOOK_MS);

process.stdin.resume();
process.stdin.once("close", () => void endAll());

/** For two seconds: one that was only just being started is found by a later round. */
async function endAll(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const pid of hasProc ? marked() : seen) end(pid);
    await sleep(ROUND_MS);
  }
  process.exit();
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already: what was wanted.
  }
}

function marked(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, "utf8").includes(`${GUARD_MARK}=${mark}`);
      } catch {
        // Somebody else's, or gone.
        return false;
      }
    })
    .map(Number);
}

function childrenOf(pid: number): number[] {
  try {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n");
    return lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter(([, ppid]) => ppid === pid)
      .map(([child = 0]) => child);
  } catch {
    return [];
  }
}
