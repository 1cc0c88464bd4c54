import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseRecordBody } from "../../contract/signal-record.ts";
import { timeOfEvent } from "../../contract/signals.ts";
import { canonicalJson } from "./canonical-json.ts";
import { linkProblem, nothingTold, tell } from "./chain.ts";
import { type ChainEnd, FIRST_PREVIOUS_HASH, nextRecord, recordText, type SignalRecord } from "./record.ts";
import { chainOf, thoughtEvents } from "./test-data/chain.ts";

const SYMBOL = "AAAUSDT";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const EVENTS = thoughtEvents(SYMBOL);
const CHAIN = chainOf(SYMBOL, EVENTS, timeOfEvent, sha256);

/** Number of the first record that is wrong; null where none is. */
async function firstWrong(records: readonly SignalRecord[]): Promise<number | null> {
  let head: ChainEnd | null = null;
  const told = nothingTold();
  for (const record of records) {
    if ((await linkProblem(SYMBOL, head, record, sha256)) !== null) return record.seq;
    const body = parseRecordBody(record.body);
    if (body === null || canonicalJson(body) !== record.body) return record.seq;
    if (tell(told, SYMBOL, record.at, body) !== null) return record.seq;
    head = record;
  }
  return null;
}

describe("the record of signals", () => {
  it("[SIG-50] has every kind of event, and follows from itself", async () => {
    expect(new Set(EVENTS.map(({ kind }) => kind))).toEqual(
      new Set(["issued", "target", "closed", "expired"]),
    );
    const reasons = new Set(EVENTS.map(({ signal }) => signal.closeReason));
    expect(reasons).toEqual(new Set([null, "stop", "target3", "opposite", "expired"]));
    expect(await firstWrong(CHAIN)).toBeNull();
  });

  it("[SIG-50] hashes a stated text, by SHA-256 in hex", () => {
    const [first] = CHAIN;
    expect(first?.previousHash).toBe(FIRST_PREVIOUS_HASH);
    const text = `wick-signal-record-1\nAAAUSDT\n1\n${"0".repeat(64)}\n${first?.at}\n${first?.body}`;
    expect(first?.hash).toBe(sha256(text));
  });

  it("[SIG-51] the text of a body is JSON with its names in order, and comes back as it was", () => {
    expect(canonicalJson({ b: [1, -0, 1e21, 0.1], a: { y: null, x: "ä\n" }, none: undefined })).toBe(
      '{"a":{"x":"ä\\n","y":null},"b":[1,0,1e+21,0.1]}',
    );
    expect(() => canonicalJson({ x: Number.NaN })).toThrow(RangeError);
    for (const { body } of CHAIN) expect(canonicalJson(JSON.parse(body))).toBe(body);
  });

  it("[SIG-52] tells what a WebCrypto digest finds too", async () => {
    const digest = async (text: string) => {
      const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      return Buffer.from(bytes).toString("hex");
    };
    expect(await linkProblem(SYMBOL, null, CHAIN[0] as SignalRecord, digest)).toBeNull();
  });

  const altered: Record<string, (record: SignalRecord) => SignalRecord> = {
    symbol: (record) => ({ ...record, symbol: "BBBUSDT" }),
    seq: (record) => ({ ...record, seq: record.seq + 1 }),
    previousHash: (record) => ({ ...record, previousHash: sha256("another") }),
    hash: (record) => ({ ...record, hash: sha256("another") }),
    at: (record) => ({ ...record, at: record.at + 1 }),
    body: (record) => ({ ...record, body: record.body.replace(/"best":(\d)/, '"best":9$1') }),
  };

  it.each(Object.keys(altered))("[SIG-52] one altered %s in any record is found there", async (field) => {
    for (let i = 0; i < CHAIN.length; i++) {
      const changed = CHAIN.map((record, at) => (at === i ? (altered[field]?.(record) ?? record) : record));
      expect(changed[i]).not.toEqual(CHAIN[i]);
      expect(await firstWrong(changed)).toBe(changed[i]?.seq);
    }
  });

  it("[SIG-52] a record altered together with its hash is found at the next one", async () => {
    const record = CHAIN[2] as SignalRecord;
    const body = record.body.replace(/"best":(\d)/, '"best":9$1');
    const changed = { ...record, body, hash: sha256(recordText({ ...record, body })) };
    expect(await firstWrong(CHAIN.map((one) => (one === record ? changed : one)))).toBe(4);
  });

  it("[SIG-52] a deleted record and two in the wrong order are found", async () => {
    for (let i = 0; i + 1 < CHAIN.length; i++) {
      expect(await firstWrong(CHAIN.filter((_, at) => at !== i))).toBe(i + 2);
      const [a, b] = [CHAIN[i], CHAIN[i + 1]] as [SignalRecord, SignalRecord];
      expect(await firstWrong([...CHAIN.slice(0, i), b, a, ...CHAIN.slice(i + 2)])).toBe(i + 2);
    }
  });

  it("[SIG-52] a well-hashed event that cannot follow is found", async () => {
    const forged = [
      // A loser's stop that is told as a touch of the third target.
      (events: typeof EVENTS) =>
        events.map((event) =>
          event.signal.closeReason === "stop"
            ? { ...event, signal: { ...event.signal, closeReason: "target3" as const } }
            : event,
        ),
      // A loser that is left out altogether.
      (events: typeof EVENTS) => events.slice(1),
      // A touch that is forgotten at the end.
      (events: typeof EVENTS) =>
        events.map((event) =>
          event.kind === "closed"
            ? { ...event, signal: { ...event.signal, touchedAt: [null, null, null] as const } }
            : event,
        ),
      // A touch that came at another time than it was told at first.
      (events: typeof EVENTS) =>
        events.map((event) => {
          const { signal } = event;
          const [first, ...later] = signal.touchedAt;
          if (event.kind !== "closed" || first === null) return event;
          return { ...event, signal: { ...signal, touchedAt: [first - 1, ...later] as const } };
        }),
      // An end that comes twice.
      (events: typeof EVENTS) =>
        events.flatMap((event) => (event.kind === "expired" ? [event, event] : [event])),
      // A signal that was better than it was before.
      (events: typeof EVENTS) =>
        events.map((event) =>
          event.kind === "closed"
            ? { ...event, signal: { ...event.signal, worst: event.signal.best } }
            : event,
        ),
    ];
    for (const forge of forged) {
      expect(await firstWrong(chainOf(SYMBOL, forge(EVENTS), timeOfEvent, sha256))).not.toBeNull();
    }
  });

  it("[SIG-51] tells a signal whole once, then what has changed of it", () => {
    const told = nothingTold();
    for (const record of CHAIN) {
      const body = parseRecordBody(record.body);
      if (body !== null) tell(told, SYMBOL, record.at, body);
    }
    const last = new Map(EVENTS.map(({ signal }) => [signal.id, signal]));
    expect([...told.signals.values()]).toEqual([...last.values()]);
    expect(CHAIN.filter(({ body }) => body.includes('"decision"'))).toHaveLength(last.size);
  });

  it("[SIG-50] is the same for the same events", () => {
    const [first] = EVENTS;
    if (first === undefined) throw new Error("no events");
    expect(nextRecord(SYMBOL, null, first, timeOfEvent(first), sha256)).toEqual(CHAIN[0]);
  });
});
