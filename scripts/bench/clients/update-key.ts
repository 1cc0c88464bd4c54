import type { KeyKind } from "./client-messages.ts";

const MARKERS: Readonly<Record<KeyKind, Buffer>> = {
  trade: Buffer.from('"trades":[['),
  frame: Buffer.from('"a":'),
  bar: Buffer.from('"lastId":'),
};
const FINAL = Buffer.from('"final":true');
const SNAPSHOT = Buffer.from('"type":"snapshot"');
const ZERO = 48;
const NINE = 57;

/** The key of an update's text, or undefined where it is none (a snapshot, a control frame). */
export function updateKey(text: Buffer, kind: KeyKind): number | undefined {
  const marker = MARKERS[kind];
  const at = text.indexOf(marker);
  if (at < 0 || text.subarray(0, 96).includes(SNAPSHOT)) return undefined;
  const id = digitsAt(text, at + marker.length);
  return kind === "bar" ? id * 2 + (text.includes(FINAL, at) ? 1 : 0) : id;
}

function digitsAt(text: Buffer, start: number): number {
  let value = 0;
  for (let i = start; i < text.length; i++) {
    const code = text[i] ?? 0;
    if (code < ZERO || code > NINE) break;
    value = value * 10 + code - ZERO;
  }
  return value;
}
