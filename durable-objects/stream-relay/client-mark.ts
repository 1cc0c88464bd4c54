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
  address: z.string().optional(),
  /** Whose alerts it may have. Who it is, never the key that showed it. */
  owner: z.string().optional(),
  /** Every channel that is live or asked for. */
  channels: z.array(z.string()),
  /** For each channel: the event after which the client went live; null where it is not. */
  from: z.array(z.number().nullable()),
  /** For each channel this client keeps the relay's position of: that position. */
  kept: z.array(z.number().nullable()),
  /** Unanswered requests; their channels by index. */
  pending: z.array(
    z.object({
      id: z.union([z.number(), z.string()]).nullable(),
      channels: z.array(z.number()),
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
  readonly address?: string | undefined;
  readonly owner?: string | undefined;
  readonly channels: readonly MarkedChannel[];
  readonly pending: readonly PendingSubscribe[];
}

export function markOf(state: ClientState): ClientMark {
  const channels = state.channels.map(({ channel }) => channel);
  const from: (number | null)[] = state.channels.map((one) => one.from);
  const kept: (number | null)[] = state.channels.map((one) => one.kept ?? null);
  const indexes = new Map(channels.map((channel, i) => [channel, i]));
  const indexOf = (channel: string): number => {
    const known = indexes.get(channel);
    if (known !== undefined) return known;
    indexes.set(channel, channels.length);
    from.push(null);
    kept.push(null);
    return channels.push(channel) - 1;
  };
  // A later request for a channel makes an earlier one void, so that each is written at most once.
  const written = new Set<string>();
  const pending: ClientMark["pending"] = [];
  for (const { id, channels: wanted, since } of [...state.pending].reverse()) {
    const asked = wanted.filter((channel) => !written.has(channel));
    for (const channel of asked) written.add(channel);
    pending.unshift({
      id: id ?? null,
      channels: asked.map(indexOf),
      since: asked.map((channel) => since[channel] ?? null),
    });
  }
  const { intervalMs, pack } = state.settings;
  const { lastSeen, address, owner } = state;
  return { intervalMs, pack, lastSeen, address, owner, channels, from, kept, pending };
}

/** Undefined for an attachment that is not (or no longer) understood. */
export function readMark(attachment: unknown): ClientState | undefined {
  const result = ClientMarkSchema.safeParse(attachment);
  if (!result.success) return undefined;
  const mark = result.data;
  const live = mark.channels.flatMap((channel, i): MarkedChannel[] => {
    const from = mark.from[i];
    if (from === undefined || from === null) return [];
    return [{ channel, from, kept: mark.kept[i] ?? undefined }];
  });
  const pending = mark.pending.map(({ id, channels, since }) => {
    const named = channels.map((index) => mark.channels[index] ?? "");
    const known = named.flatMap((channel, i): [string, number][] => {
      const seq = since[i];
      return seq === undefined || seq === null ? [] : [[channel, seq]];
    });
    return { id: id ?? undefined, channels: named, since: Object.fromEntries(known) };
  });
  const { intervalMs, pack, lastSeen, address, owner } = mark;
  return { settings: { intervalMs, pack }, lastSeen, address, owner, channels: live, pending };
}
