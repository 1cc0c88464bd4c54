import type { EventType } from "../../contract/stream.ts";

/** What stands before the data of an event. */
export interface EventHead {
  readonly channel: string;
  readonly seq: number;
  readonly type: EventType;
  readonly ts: number;
}

// The layout of `eventJson`, so that an event passes a relay unparsed and unchanged.
const HEAD =
  /^\{"ch":"([^"\\]{1,64})","seq":(\d{1,16}),"type":"(snapshot|update|gap)","ts":(\d{1,16}),"data":/;
const NEXT = ',{"ch":"';

/** Reads the head of an event's text without parsing its data; undefined where it is no event. */
export function eventHead(json: string): EventHead | undefined {
  const match = HEAD.exec(json);
  if (match === null) return undefined;
  const [, channel = "", seq, type, ts] = match;
  if (type !== "snapshot" && type !== "update" && type !== "gap") return undefined;
  return { channel, seq: Number(seq), type, ts: Number(ts) };
}

/**
 * The events of a data frame, packed or single, each as the text it had.
 * A quote inside a string is escaped, so the separator can only be an object whose first key is `ch`:
 * the protocol reserves that key for events.
 */
export function splitFrame(frame: string): readonly string[] {
  if (!frame.startsWith("[")) return [frame];
  const end = frame.length - 1;
  const events: string[] = [];
  let start = 1;
  for (let next = frame.indexOf(NEXT, start); next >= 0; next = frame.indexOf(NEXT, start)) {
    events.push(frame.slice(start, next));
    start = next + 1;
  }
  if (start < end) events.push(frame.slice(start, end));
  return events;
}
