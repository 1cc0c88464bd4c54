import { describe, expect, it } from "vitest";
import type { EtlJob } from "../../contract/rest/etl.ts";
import { jobView } from "./job-view.ts";

const JOB: EtlJob = {
  id: "klines-1h",
  description: "1h klines",
  cron: "1 * * * *",
  defaultCron: "1 * * * *",
  timeoutMs: 60_000,
  enabled: true,
  state: "idle",
  nextAt: 2,
  runningSince: null,
  lastStatus: "ok",
  lastOkAt: 1,
  failures: 0,
  lastRun: null,
};
const FAILED = {
  startedAt: 1,
  finishedAt: 2,
  durationMs: 1,
  trigger: "cron",
  status: "failed",
  rows: 0,
  error: "the exchange does not answer",
  detail: null,
} as const;

describe("a job in a word", () => {
  it.each([
    [{}, "ok"],
    [{ lastStatus: null }, "not run yet"],
    [{ enabled: false, state: "disabled" }, "off"],
    [{ enabled: false, runningSince: 5, state: "running" }, "running"],
    [{ enabled: false, lastStatus: "failed", failures: 3 }, "off"],
  ] as const)("of %j is %s", (change, label) => {
    expect(jobView({ ...JOB, ...change }).label).toBe(label);
  });

  it("tells how often it failed, and why", () => {
    const failing = {
      ...JOB,
      state: "retrying",
      lastStatus: "failed",
      failures: 3,
      lastRun: FAILED,
    } as const;
    expect(jobView(failing)).toEqual({
      tone: "bad",
      label: "failing",
      reason: "Failed 3 times in a row: the exchange does not answer",
    });
  });
});
