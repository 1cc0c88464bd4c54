import { describe, expect, it } from "vitest";
import type { CatchUp, CatchUpRequest } from "../../contract/stream.ts";
import { FakeTime } from "../../tests/support/fake-time.ts";
import { CatchUpBatch } from "./catch-up-batch.ts";

type Answer = (requests: readonly CatchUpRequest[]) => Promise<readonly CatchUp[]>;

function setUp(answer: Answer) {
  const time = new FakeTime();
  const calls: (readonly CatchUpRequest[])[] = [];
  const hubs = {
    catchUp: (_symbol: string, requests: readonly CatchUpRequest[]) => {
      calls.push([...requests]);
      return answer(requests);
    },
  };
  return { time, calls, batch: new CatchUpBatch(hubs, time.later) };
}

const heads: Answer = async (requests) => requests.map(({ channel }) => ({ channel, head: 1, events: [] }));

describe("CatchUpBatch", () => {
  it("asks in one call what is asked in one turn, and the same question once", async () => {
    const { batch, calls } = setUp(heads);
    const answers = await Promise.all([
      batch.ask("A", { channel: "trades:A" }),
      batch.ask("A", { channel: "trades:A" }),
      batch.ask("A", { channel: "trades:A", since: 4 }),
      batch.ask("A", { channel: "status:A" }),
    ]);
    expect(answers.map(({ channel }) => channel)).toEqual(["trades:A", "trades:A", "trades:A", "status:A"]);
    expect(calls).toEqual([
      [{ channel: "trades:A" }, { channel: "trades:A", since: 4 }, { channel: "status:A" }],
    ]);
    await batch.ask("A", { channel: "trades:A" });
    expect(calls).toHaveLength(2);
  });

  it("keeps a crowd that comes back from making one answer of a hub too big", async () => {
    const { batch, calls } = setUp(heads);
    await Promise.all(
      Array.from({ length: 100 }, (_, since) => batch.ask("A", { channel: "trades:A", since })),
    );
    expect(calls.flat()).toHaveLength(100);
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThanOrEqual(16);
  });

  it("tries a hub that fails or hangs again, and gives up after a few times", async () => {
    let failures = 2;
    const { batch, calls, time } = setUp(async (requests) => {
      failures -= 1;
      if (failures === 1) throw new Error("no");
      if (failures === 0) return new Promise(() => {});
      return heads(requests);
    });
    const answer = batch.ask("A", { channel: "trades:A" });
    await time.advance(10_000);
    expect(await answer).toEqual({ channel: "trades:A", head: 1, events: [] });
    expect(calls).toHaveLength(3);
    const broken = setUp(async () => {
      throw new Error("no");
    });
    const outcome = broken.batch.ask("A", { channel: "trades:A" }).catch(() => "out of reach");
    await broken.time.advance(10_000);
    expect(await outcome).toBe("out of reach");
    expect(broken.calls).toHaveLength(3);
  });

  it("asks different hubs at the same time", async () => {
    const { batch, calls, time } = setUp(() => new Promise(() => {}));
    void batch.ask("A", { channel: "trades:A" }).catch(() => {});
    void batch.ask("B", { channel: "trades:B" }).catch(() => {});
    await time.settle();
    expect(calls).toHaveLength(2);
  });
});
