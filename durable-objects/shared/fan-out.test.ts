import { describe, expect, it } from "vitest";
import { eventJson, type StreamEvent } from "../../contract/stream.ts";
import { FanOut } from "./fan-out.ts";
import type { Later, SubscriberPort } from "./fan-out-subscriber.ts";

/** Time that moves when told. */
function fakeTime() {
  let now = 0;
  let waiting: { at: number; run: () => void }[] = [];
  const later: Later = (run, ms) => {
    waiting.push({ at: now + ms, run });
  };
  const advance = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const next = waiting.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      waiting = waiting.filter((one) => one !== next);
      now = next.at;
      next.run();
    }
    now = end;
  };
  return { later, advance };
}

class Inbox implements SubscriberPort {
  readonly frames: string[] = [];
  closed: { code: number; reason: string } | undefined;
  broken = false;

  send(text: string): void {
    if (this.broken) throw new Error("closed");
    this.frames.push(text);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
}

const BARS = "bars:BTCUSDT:1m";
const text = (seq: number, data = "1", ts = 5) => eventJson(BARS, seq, "update", ts, data);
const log = (seq: number, data = "1"): StreamEvent => ({
  channel: BARS,
  seq,
  log: true,
  json: text(seq, data),
});

function setUp(settings: { intervalMs?: number; pack?: boolean } = {}) {
  const time = fakeTime();
  const fanOut = new FanOut(time.later);
  const inbox = new Inbox();
  const subscriber = fanOut.add(inbox, {
    intervalMs: settings.intervalMs ?? 100,
    pack: settings.pack ?? false,
  });
  return { ...time, fanOut, inbox, subscriber };
}

describe("log events", () => {
  it("[STR-5] go to every subscriber of the channel at once, however fast they come", () => {
    const { fanOut, inbox, subscriber } = setUp();
    const other = new Inbox();
    fanOut.subscribe(subscriber, BARS, 0);
    fanOut.subscribe(fanOut.add(other, { intervalMs: 0, pack: false }), BARS, 0);
    for (const seq of [1, 2, 3]) fanOut.publishLog(log(seq));
    expect(inbox.frames).toEqual([text(1), text(2), text(3)]);
    expect(other.frames).toEqual(inbox.frames);
  });

  it("are skipped for a subscriber that already has them", () => {
    const { fanOut, inbox, subscriber } = setUp();
    fanOut.subscribe(subscriber, BARS, 2);
    for (const seq of [1, 2, 3, 3]) fanOut.publishLog(log(seq));
    expect(inbox.frames).toEqual([text(3)]);
    expect(fanOut.position(subscriber, BARS)).toBe(3);
  });

  it("stop with unsubscribe and with remove", () => {
    const { fanOut, inbox, subscriber } = setUp();
    fanOut.subscribe(subscriber, BARS, 0);
    fanOut.subscribe(subscriber, "status:BTCUSDT", 0);
    expect(fanOut.unsubscribe(subscriber, BARS)).toBe(true);
    expect(fanOut.unsubscribe(subscriber, BARS)).toBe(false);
    expect(fanOut.has(BARS)).toBe(false);
    fanOut.publishLog(log(1));
    expect(fanOut.list(subscriber)).toEqual(["status:BTCUSDT"]);
    fanOut.remove(subscriber);
    expect([...fanOut.channels()]).toEqual([]);
    expect(fanOut.size).toBe(0);
    expect(inbox.frames).toEqual([]);
  });

  it("reach the others when one socket has died", () => {
    const { fanOut, inbox, subscriber } = setUp();
    const dead = new Inbox();
    dead.broken = true;
    const deadSubscriber = fanOut.add(dead, { intervalMs: 100, pack: false });
    fanOut.subscribe(deadSubscriber, BARS, 0);
    fanOut.subscribe(subscriber, BARS, 0);
    fanOut.publishLog(log(1));
    expect(inbox.frames).toEqual([text(1)]);
    expect(deadSubscriber.closed).toBe(true);
  });
});

describe("state events", () => {
  it("[STR-6] go out at once, then at most one in each interval, the newest", () => {
    const { fanOut, inbox, subscriber, advance } = setUp();
    fanOut.subscribe(subscriber, BARS, 7);
    for (const data of ["1", "2", "3"]) fanOut.publishState(BARS, 7, () => text(7, data));
    expect(inbox.frames).toEqual([text(7, "1")]);
    advance(99);
    expect(inbox.frames).toHaveLength(1);
    advance(1);
    expect(inbox.frames).toEqual([text(7, "1"), text(7, "3")]);
    fanOut.publishState(BARS, 7, () => text(7, "4"));
    advance(99);
    expect(inbox.frames).toHaveLength(2);
    advance(1);
    expect(inbox.frames.at(-1)).toBe(text(7, "4"));
  });

  it("are rendered only when they are sent, once for a group however many listen", () => {
    const { fanOut, subscriber, advance } = setUp();
    fanOut.subscribe(subscriber, BARS, 0);
    for (let i = 0; i < 9; i += 1) {
      fanOut.subscribe(fanOut.add(new Inbox(), { intervalMs: 100, pack: false }), BARS, 0);
    }
    let rendered = 0;
    const render = () => {
      rendered += 1;
      return text(0);
    };
    for (let i = 0; i < 50; i += 1) fanOut.publishState(BARS, 0, render);
    expect(rendered).toBe(1);
    advance(100);
    expect(rendered).toBe(2);
  });

  it("are not sent when there is nothing to tell any more by then", () => {
    const { fanOut, subscriber, inbox, advance } = setUp();
    fanOut.subscribe(subscriber, BARS, 0);
    fanOut.publishState(BARS, 0, () => text(0));
    fanOut.publishState(BARS, 0, () => undefined);
    advance(100);
    expect(inbox.frames).toEqual([text(0)]);
  });

  it("are never rendered where nobody listens", () => {
    const { fanOut } = setUp();
    fanOut.publishState(BARS, 1, () => {
      throw new Error("rendered");
    });
  });

  it("all go to a subscriber that asked for interval 0", () => {
    const { fanOut, inbox, subscriber } = setUp({ intervalMs: 0 });
    fanOut.subscribe(subscriber, BARS, 0);
    for (const data of ["1", "2", "3"]) fanOut.publishState(BARS, 0, () => text(0, data));
    expect(inbox.frames).toHaveLength(3);
  });

  it("[STR-6] that wait are dropped when a newer log event overtakes them", () => {
    const { fanOut, inbox, subscriber, advance } = setUp();
    fanOut.subscribe(subscriber, BARS, 1);
    fanOut.publishState(BARS, 1, () => text(1, "1"));
    fanOut.publishState(BARS, 1, () => text(1, "2"));
    fanOut.publishLog(log(2));
    advance(200);
    expect(inbox.frames).toEqual([text(1, "1"), text(2)]);
  });

  it("older than what a subscriber has are not sent to it", () => {
    const { fanOut, inbox, subscriber } = setUp();
    fanOut.subscribe(subscriber, BARS, 9);
    fanOut.publishState(BARS, 8, () => text(8));
    expect(inbox.frames).toEqual([]);
  });
});

describe("catching up", () => {
  it("[STR-9] joins history and live events without duplicate or hole", () => {
    const { fanOut, inbox, subscriber } = setUp();
    const hold = fanOut.hold(subscriber, BARS);
    for (const seq of [4, 5, 6]) fanOut.publishLog(log(seq));
    expect(inbox.frames).toEqual([]);
    expect(fanOut.position(subscriber, BARS)).toBeUndefined();
    fanOut.release(hold, 5, [text(3), text(4), text(5)]);
    fanOut.publishLog(log(7));
    expect(inbox.frames).toEqual([3, 4, 5, 6, 7].map((seq) => text(seq)));
  });

  it("delivers a state event that came meanwhile, unless the catch-up knows a newer one", () => {
    for (const [ts, expected] of [
      [6, 2],
      [4, 1],
    ] as const) {
      const { fanOut, inbox, subscriber } = setUp();
      const hold = fanOut.hold(subscriber, BARS);
      fanOut.publishState(BARS, 5, () => text(5, "live", ts));
      fanOut.release(hold, 5, [text(5, "caught up", 5)]);
      expect(inbox.frames).toHaveLength(expected);
    }
  });

  it("says when too much arrived meanwhile to keep", () => {
    const { fanOut, subscriber } = setUp();
    const hold = fanOut.hold(subscriber, BARS);
    for (let seq = 1; seq <= 50_000; seq += 1) fanOut.publishLog(log(seq));
    expect(hold.overflowed).toBe(false);
    fanOut.publishLog(log(50_001));
    expect(hold.overflowed).toBe(true);
    expect(hold.events).toEqual([]);
  });

  it("ignores the answer to a hold that was given up for another", () => {
    const { fanOut, inbox, subscriber } = setUp();
    const first = fanOut.hold(subscriber, BARS);
    fanOut.unsubscribe(subscriber, BARS);
    fanOut.publishLog(log(2));
    const second = fanOut.hold(subscriber, BARS);
    expect(fanOut.isHeld(first)).toBe(false);
    fanOut.release(first, 1, [text(1)]);
    expect(inbox.frames).toEqual([]);
    fanOut.release(second, 2, [text(1), text(2)]);
    expect(inbox.frames).toEqual([text(1), text(2)]);
  });
});

describe("packing", () => {
  it("[STR-13] sends the first event at once and gathers a burst into one frame, in order", () => {
    const { fanOut, inbox, subscriber, advance } = setUp({ pack: true });
    fanOut.subscribe(subscriber, BARS, 0);
    for (const seq of [1, 2, 3]) fanOut.publishLog(log(seq));
    expect(inbox.frames).toEqual([text(1)]);
    advance(1);
    expect(inbox.frames).toEqual([text(1), `[${text(2)},${text(3)}]`]);
    advance(2);
    fanOut.publishLog(log(4));
    expect(inbox.frames.at(-1)).toBe(text(4));
  });

  it("keeps a control frame behind the events that were there before it", () => {
    const { fanOut, inbox, subscriber } = setUp({ pack: true });
    fanOut.subscribe(subscriber, BARS, 0);
    for (const seq of [1, 2]) fanOut.publishLog(log(seq));
    subscriber.control('{"op":"pong"}');
    fanOut.publishLog(log(3));
    expect(inbox.frames).toEqual([text(1), `[${text(2)}]`, '{"op":"pong"}']);
  });

  it("bounds the size of a frame", () => {
    const { fanOut, inbox, subscriber } = setUp({ pack: true });
    fanOut.subscribe(subscriber, BARS, 0);
    for (let seq = 1; seq <= 4; seq += 1) fanOut.publishLog(log(seq, `"${"x".repeat(100_000)}"`));
    expect(inbox.frames.length).toBeGreaterThan(1);
    for (const frame of inbox.frames) expect(frame.length).toBeLessThan(500_000);
  });

  it("flushes before it closes and is silent after", () => {
    const { fanOut, inbox, subscriber } = setUp({ pack: true });
    fanOut.subscribe(subscriber, BARS, 0);
    for (const seq of [1, 2]) fanOut.publishLog(log(seq));
    subscriber.close(1001, "bye");
    fanOut.publishLog(log(3));
    expect(inbox.frames).toEqual([text(1), `[${text(2)}]`]);
    expect(inbox.closed).toEqual({ code: 1001, reason: "bye" });
  });
});
