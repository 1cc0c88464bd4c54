import { describe, expect, it } from "vitest";
import { ExportSlots } from "./export-slots.ts";

async function all<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

async function* numbers(count: number) {
  for (let number = 0; number < count; number += 1) yield number;
}

function given(most: number) {
  const clock = { now: 0 };
  const slots = new ExportSlots({ most, mostOfOne: 2, idleMs: 30_000, now: () => clock.now });
  return { clock, begin: (client = "a") => slots.limited(numbers(10), client) };
}

describe("exports under way", () => {
  it("[HIST-13] are so many at most; the next one is told when to come again", async () => {
    const { begin } = given(2);
    const [one, two, three] = [begin(), begin(), begin()];
    expect([(await one.next()).value, (await two.next()).value]).toEqual([0, 0]);
    await expect(three.next()).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 5_000 });
    await one.return(undefined);
    expect((await begin().next()).value).toBe(0);
  });

  it("[HIST-13] of one client leave a place for another", async () => {
    const { begin } = given(3);
    for (const one of [begin("a"), begin("a")]) await one.next();
    await expect(begin("a").next()).rejects.toMatchObject({ code: "unavailable" });
    expect((await begin("b").next()).value).toBe(0);
    await expect(begin("c").next()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("[HIST-13] give their place back at their end, and when their source fails", async () => {
    const clock = { now: 0 };
    const slots = new ExportSlots({ most: 1, mostOfOne: 1, idleMs: 30_000, now: () => clock.now });
    async function* failing(): AsyncGenerator<number> {
      yield 1;
      throw new Error("away");
    }
    await expect(all(slots.limited(failing(), "a"))).rejects.toThrow("away");
    expect(await all(slots.limited(numbers(3), "a"))).toEqual([0, 1, 2]);
    expect(await all(slots.limited(numbers(2), "b"))).toEqual([0, 1]);
  });

  it("[HIST-13] lose their place when nobody reads on for half a minute, and break off if it is taken", async () => {
    const { clock, begin } = given(1);
    const [stalled, next] = [begin(), begin()];
    await stalled.next();
    clock.now = 29_999;
    await expect(begin().next()).rejects.toMatchObject({ code: "unavailable" });
    clock.now = 30_000;
    expect((await next.next()).value).toBe(0);
    await expect(stalled.next()).rejects.toMatchObject({ code: "unavailable" });
    expect((await next.next()).value).toBe(1);
  });

  it("[HIST-13] a slow reader keeps its place while nobody wants it", async () => {
    const { clock, begin } = given(1);
    const slow = begin();
    await slow.next();
    clock.now = 300_000;
    expect((await slow.next()).value).toBe(1);
  });
});
