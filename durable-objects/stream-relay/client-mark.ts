import { z } from "zod";
import type { SubscriberSettings } from "../shared/fan-out-subscriber.ts";
import type { PendingSubscribe } from "../shared/stream-client.ts";

/**
 * What a client's socket carries through an eviction of its relay. Arrays run in parallel and null stands for
 * nothing, to stay far below the platform's 16 KB with the most channels a client may have.
 */
const ClientMarkSchema = z.object({
  intervalMs: z.number(),
  pack: z.boolean(),
  lastSeen: z.number(),
  channels: z.array(z.string()),
  /** For each channel: the event after which the client went live. */
  from: z.array(z.number()),
  /** For each channel this client keeps the relay's position of: that position. */
  kept: z.array(z.number().nullable()),
  pending: z.array(
    z.object({
      id: z.union([z.number(), z.string()]).nullable(),
      channels: z.array(z.string()),
      since: z.array(z.number().nullable()),
    }),
  ),
});
export type ClientMark = z.infer<typeof ClientMarkSchema>;

/** One live channel of a client. `kept` is the relay's own position, where this client keeps it. */
export interface MarkedChannel {
  readonly channel: string;
  readonly from: number;
  readonly kept: number | undefined;
}

/** What a mark says: the settings, live channels and unanswered requests of a client. */
export interface ClientState {
  readonly settings: SubscriberSettings;
  readonly lastSeen: number;
  readonly channels: readonly MarkedChannel[];
  readonly pending: readonly PendingSubscribe[];
}

export function markOf(state: ClientState): ClientMark {
  // A later request for a channel makes an earlier one void, so that each is written at most once.
  const written = new Set<string>();
  const pending: ClientMark["pending"] = [];
  for (const request of [...state.pending].reverse()) {
    const channels = request.channels.filter((channel) => !written.has(channel));
    for (const channel of channels) written.add(channel);
    const since = channels.map((channel) => request.since[channel] ?? null);
    pending.unshift({ id: request.id ?? null, channels, since });
  }
  return {
    intervalMs: state.settings.intervalMs,
    pack: state.settings.pack,
    lastSeen: state.lastSeen,
    channels: state.channels.map(({ channel }) => channel),
    from: state.channels.map(({ from }) => from),
    kept: state.channels.map(({ kept }) => kept ?? null),
    pending,
  };
}

/** Undefined for an attachment that is not (or no longer) understood. */
export function readMark(attachment: unknown): ClientState | undefined {
  const result = ClientMarkSchema.safeParse(attachment);
  if (!result.success) return undefined;
  const { intervalMs, pack, lastSeen, channels, from, kept, pending } = result.data;
  return {
    settings: { intervalMs, pack },
    lastSeen,
    channels: channels.map((channel, i) => ({
      channel,
      from: from[i] ?? 0,
      kept: kept[i] ?? undefined,
    })),
    pending: pending.map((request) => ({
      id: request.id ?? undefined,
      channels: request.channels,
      since: Object.fromEntries(
        request.channels.flatMap((channel, i) => {
          const seq = request.since[i];
          return seq === undefined || seq === null ? [] : [[channel, seq]];
        }),
      ),
    })),
  };
}
