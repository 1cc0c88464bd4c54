import { type ClientFrame, ClientFrameSchema, STREAM_LIMITS } from "../../contract/stream.ts";

/** Codes of the stream's error frames. */
export type StreamErrorCode =
  | "bad_frame"
  | "unknown_channel"
  | "unknown_symbol"
  | "too_many_channels"
  | "unauthorized"
  | "unavailable";

export type RequestId = ClientFrame["id"];

/** A client's frame, or why it is none. `id` is given where the bad frame had one. */
export type ParsedFrame =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly id: RequestId; readonly detail: string };

const encoder = new TextEncoder();

/** Whether a text is longer than `limit` bytes in UTF-8, without encoding the usual short one. */
function isLonger(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  return text.length * 3 > limit && encoder.encode(text).length > limit;
}

/** Parses what a client sent. Never throws. */
export function parseClientFrame(message: string | ArrayBuffer): ParsedFrame {
  const bad = (detail: string, id?: RequestId): ParsedFrame => ({ ok: false, id, detail });
  if (typeof message !== "string") return bad("frames are JSON text, not binary");
  if (isLonger(message, STREAM_LIMITS.frameBytes)) {
    return bad(`a frame has at most ${STREAM_LIMITS.frameBytes} bytes`);
  }
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return bad("the frame is not JSON");
  }
  const result = ClientFrameSchema.safeParse(value);
  if (result.success) return { ok: true, frame: result.data };
  const issue = result.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return bad(`${where}${issue?.message ?? "not a known frame"}`, requestIdOf(value));
}

function requestIdOf(value: unknown): RequestId {
  if (typeof value !== "object" || value === null || !("id" in value)) return undefined;
  const { id } = value;
  return typeof id === "number" || (typeof id === "string" && id.length <= 64) ? id : undefined;
}

/** `JSON.stringify` leaves out an id that is undefined, as the protocol does. */
export const ackFrame = (id: RequestId, channels: readonly string[]): string =>
  JSON.stringify({ op: "ack", id, channels });

export const pongFrame = (id: RequestId): string => JSON.stringify({ op: "pong", id });

export const heartbeatFrame = (ts: number): string => `{"op":"heartbeat","ts":${ts}}`;

/** `channels` are those the error is about; they are not subscribed (any more). */
export function errorFrame(
  id: RequestId,
  code: StreamErrorCode,
  detail: string,
  channels?: readonly string[],
): string {
  return JSON.stringify({ op: "error", id, code, detail, channels });
}
