import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openPoll, type Poll } from "./poll.ts";

describe("a poll", () => {
  let asked: AbortSignal[];
  let answer: () => Promise<number>;
  let poll: Poll<number>;
  const visible = signal(true);
  const open = () => {
    poll = openPoll(
      (aborted) => {
        asked.push(aborted);
        return answer();
      },
      5_000,
      visible,
    );
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    visible.value = true;
    answer = async () => asked.length;
  });
  afterEach(() => {
    poll.close();
    vi.useRealTimers();
  });

  it("asks at once, and again when the time is over", async () => {
    open();
    await pass(0);
    expect(poll.data.value).toBe(1);
    await pass(4_999);
    expect(asked).toHaveLength(1);
    await pass(1);
    expect(poll.data.value).toBe(2);
  });

  it("[PAGE-3] rests while the page is hidden, and catches up once when it is seen", async () => {
    open();
    await pass(0);
    visible.value = false;
    await pass(60_000);
    expect(asked).toHaveLength(1);
    visible.value = true;
    await pass(0);
    expect(asked).toHaveLength(2);
    visible.value = false;
    visible.value = true;
    await pass(4_000);
    expect(asked).toHaveLength(2);
  });

  it("[PAGE-4] keeps the last answer while later ones fail, and says why", async () => {
    open();
    await pass(0);
    answer = async () => {
      throw new Error("no luck");
    };
    await pass(5_000);
    expect([poll.data.value, poll.error.value?.message]).toEqual([1, "no luck"]);
    answer = async () => 9;
    await pass(5_000);
    expect([poll.data.value, poll.error.value]).toEqual([9, null]);
  });

  it("drops a question for a newer one, whichever is answered last", async () => {
    let finish = (_: number) => {};
    const late = new Promise<number>((resolve) => {
      finish = resolve;
    });
    answer = () => late;
    open();
    await pass(0);
    answer = async () => 7;
    await poll.refresh();
    expect(asked[0]?.aborted).toBe(true);
    finish(1);
    await pass(0);
    expect(poll.data.value).toBe(7);
  });

  it("shows what an action has told, and drops the question that knew less", async () => {
    open();
    await pass(0);
    let finish = (_: number) => {};
    const late = new Promise<number>((resolve) => {
      finish = resolve;
    });
    answer = () => late;
    await pass(5_000);
    poll.take(42);
    finish(2);
    await pass(4_999);
    expect([poll.data.value, asked.length]).toEqual([42, 2]);
    answer = async () => 43;
    await pass(1);
    expect(poll.data.value).toBe(43);
  });

  it("asks no more once closed", async () => {
    open();
    await pass(0);
    poll.close();
    await poll.refresh();
    await pass(60_000);
    expect(asked).toHaveLength(1);
  });
});
