import { readFileSync, writeFileSync } from "node:fs";

export interface Memory {
  readonly rssMb: number;
  /** The most it was since `forgetPeak`, or since the start. */
  readonly peakMb: number;
}

/** The workerd process under a start script's process. Linux only. */
export function workerdPid(startPid: number): number {
  for (const pid of childrenOf(startPid)) {
    if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "workerd") return pid;
  }
  throw new Error(`no workerd under process ${startPid}`);
}

export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return { rssMb: Math.round(mb("VmRSS")), peakMb: Math.round(mb("VmHWM")) };
}

/** Makes the peak count from now. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}
