import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventJson } from "../../contract/stream.ts";
import { eventHead, splitFrame } from "./event-head.ts";

const events = fc.record({
  channel: fc.constantFrom("trades:BTCUSDT", "bars:SHIBUSDT:1m", "status:BTCUSDT"),
  seq: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  type: fc.constantFrom("snapshot" as const, "update" as const, "gap" as const),
  ts: fc.nat({ max: 4_000_000_000_000 }),
  // Text that looks like the protocol itself is the hard case.
  data: fc.oneof(fc.string(), fc.constant(',{"ch":"trades:BTCUSDT","seq":1'), fc.constant("]["), fc.json()),
});

describe("an event's text", () => {
  it("gives its head back, whatever its data", () => {
    fc.assert(
      fc.property(events, ({ channel, seq, type, ts, data }) => {
        const json = eventJson(channel, seq, type, ts, JSON.stringify(data));
        expect(eventHead(json)).toEqual({ channel, seq, type, ts });
      }),
    );
  });

  it("[STR-7] [STR-13] comes out of a pack as it went in", () => {
    fc.assert(
      fc.property(fc.array(events), (list) => {
        const texts = list.map(({ channel, seq, type, ts, data }) =>
          eventJson(channel, seq, type, ts, JSON.stringify({ text: data })),
        );
        expect(splitFrame(`[${texts.join(",")}]`)).toEqual(texts);
      }),
    );
  });

  it("alone in its frame is the frame", () => {
    expect(splitFrame('{"ch":"x"}')).toEqual(['{"ch":"x"}']);
  });

  it("that is none has no head", () => {
    for (const text of ["", "{}", '{"op":"pong"}', '{"ch":"a","seq":-1,"type":"update","ts":1,"data":1}']) {
      expect(eventHead(text)).toBeUndefined();
    }
  });
});
