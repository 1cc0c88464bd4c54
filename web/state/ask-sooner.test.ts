import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askSooner } from "./ask-sooner.ts";
import { openPoll } from "./poll.ts";

describe("asking sooner", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("goes on while the answer is not all there, and stops when it is", async () => {
    const answers = [null, null, "decided", "decided"] as const;
    let asked = 0;
    const visible = signal(true);
    const poll = openPoll(async () => ({ decision: answers[asked++] }), 60_000, visible);
    const stop = askSooner(poll, ({ decision }) => decision === null, 5_000, visible);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(3);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(asked).toBe(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(4);
    stop();
    poll.close();
  });

  it("does not ask for a page that nobody looks at", async () => {
    let asked = 0;
    const visible = signal(true);
    const poll = openPoll(async () => ++asked, 60_000, visible);
    const stop = askSooner(poll, () => true, 5_000, visible);
    await vi.advanceTimersByTimeAsync(0);
    visible.value = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toBe(1);
    stop();
    poll.close();
  });
});
