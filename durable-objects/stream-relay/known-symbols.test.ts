import { describe, expect, it } from "vitest";
import { FakeTime } from "../../tests/support/fake-time.ts";
import { KnownSymbols } from "./known-symbols.ts";

function setUp(read: () => Promise<readonly string[]>) {
  const time = new FakeTime();
  let reads = 0;
  const known = new KnownSymbols({
    read: () => {
      reads += 1;
      return read();
    },
    later: time.later,
    now: time.now,
  });
  /** The answer once it is there; undefined before. */
  const ask = (symbol: string) => {
    const question: { answer?: boolean } = {};
    void known.has(symbol).then((answer) => {
      question.answer = answer;
    });
    return question;
  };
  return { time, ask, reads: () => reads };
}

describe("[STR-21] KnownSymbols", () => {
  it("reads the list once for all that is asked at once, and never again for a known name", async () => {
    const { time, ask, reads } = setUp(async () => ["A", "B"]);
    const first = ["A", "B", "C"].map(ask);
    await time.settle();
    expect(first.map(({ answer }) => answer)).toEqual([true, true, false]);
    const later = ask("A");
    await time.advance(60_000);
    expect(later.answer).toBe(true);
    expect(reads()).toBe(1);
  });

  it("finds a symbol that was added a moment ago, at the cost of the next read", async () => {
    const symbols = ["A"];
    const { time, ask, reads } = setUp(async () => [...symbols]);
    ask("A");
    await time.settle();
    symbols.push("NEW");
    const question = ask("NEW");
    await time.settle();
    expect(question.answer).toBeUndefined();
    await time.advance(1_000);
    expect(question.answer).toBe(true);
    expect(reads()).toBe(2);
  });

  it("reads once a second however many names are guessed", async () => {
    const { time, ask, reads } = setUp(async () => ["A"]);
    for (let guess = 0; guess < 100; guess += 1) {
      ask(`GUESS${guess}`);
      await time.advance(100);
    }
    expect(reads()).toBeLessThanOrEqual(11);
  });

  it("lets every name pass while the list cannot be read, or does not come", async () => {
    const broken = setUp(() => Promise.reject(new Error("no database")));
    const refused = broken.ask("A");
    await broken.time.settle();
    expect(refused.answer).toBe(true);
    const mute = setUp(() => new Promise(() => {}));
    const hanging = mute.ask("A");
    await mute.time.advance(1_000);
    expect(hanging.answer).toBe(true);
  });
});
