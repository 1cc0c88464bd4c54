import { describe, expect, it, vi } from "vitest";
import { withDeadline } from "./deadline.ts";

describe("a deadline", () => {
  it("passes on what comes in time, also a failure", async () => {
    await expect(withDeadline(Promise.resolve(5), 1_000, "it")).resolves.toBe(5);
    await expect(withDeadline(Promise.reject(new Error("no")), 1_000, "it")).rejects.toThrow("no");
  });

  it("rejects when nothing comes", async () => {
    vi.useFakeTimers();
    try {
      const late = expect(withDeadline(new Promise(() => {}), 1_000, "the ledger")).rejects.toThrow(
        "the ledger did not answer within 1000 ms",
      );
      await vi.advanceTimersByTimeAsync(1_000);
      await late;
    } finally {
      vi.useRealTimers();
    }
  });
});
