import { z } from "zod";

/** Limits of one client socket; documented in docs/spec/stream.md. */
export const STREAM_LIMITS = {
  channels: 200,
  /** Of them spreads: each may keep an object awake that nobody else needs. */
  pairs: 8,
  frameBytes: 16_384,
  framesPerSecond: 20,
  frameBurst: 60,
  silenceMs: 120_000,
  heartbeatMs: 15_000,
  defaultIntervalMs: 100,
  maxIntervalMs: 60_000,
} as const;

/** WebSocket close codes of our own. */
export const CLOSE_CODES = { flood: 4008, silent: 4009 } as const;

const seq = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const requestId = z.union([z.number(), z.string().max(64)]).optional();
const channels = z.array(z.string().max(64)).min(1).max(STREAM_LIMITS.channels);

/** What a client may send. Unknown fields are ignored. */
export const ClientFrameSchema = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("subscribe"),
    id: requestId,
    channels,
    since: z.record(z.string(), seq).optional(),
  }),
  z.object({ op: z.literal("unsubscribe"), id: requestId, channels }),
  z.object({ op: z.literal("list"), id: requestId }),
  z.object({ op: z.literal("ping"), id: requestId }),
]);
export type ClientFrame = z.infer<typeof ClientFrameSchema>;

export type EventType = "snapshot" | "update" | "gap";

/** A data event as it stands on the wire, already serialised, with what a relay must know of it. */
export interface StreamEvent {
  readonly channel: string;
  readonly seq: number;
  /** Log events are numbered, stored and never conflated; state events repeat the current seq. */
  readonly log: boolean;
  readonly json: string;
}

/** The one place where a data event is written: every copy of an event is the same text. */
export function eventJson(channel: string, seq: number, type: EventType, ts: number, data: string): string {
  return `{"ch":"${channel}","seq":${seq},"type":"${type}","ts":${ts},"data":${data}}`;
}

export type FeedState = "live" | "stale" | "backfilling" | "replay" | "blocked";

/** What a hub answers to `catchUp`: events to bring a subscriber from `since` (or nothing) to `head`. */
export interface CatchUpRequest {
  readonly channel: string;
  readonly since?: number;
}
export type CatchUp =
  | { readonly channel: string; readonly head: number; readonly events: readonly string[] }
  | { readonly channel: string; readonly error: "unknown_channel" | "unknown_symbol" };
