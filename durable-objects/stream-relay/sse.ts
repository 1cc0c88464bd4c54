import { z } from "zod";
import { hasManyPairs, isPrivate, parseChannel } from "../../contract/channels.ts";
import { STREAM_LIMITS } from "../../contract/stream.ts";
import type { SubscriberSettings } from "../shared/fan-out-subscriber.ts";
import { problem } from "./problem.ts";
import type { Relay } from "./relay.ts";
import { parseCursor } from "./sse-cursor.ts";
import { SsePort } from "./sse-port.ts";

const RefusalSchema = z.object({
  code: z.enum(["unknown_channel", "unknown_symbol", "unavailable"]),
  detail: z.string(),
  channels: z.array(z.string()).default([]),
});

/**
 * Answers `/sse?channels=a,b`: the channels' events as server-sent events, from the cursor in `Last-Event-ID`
 * (or `?lastEventId=`) on. All channels must exist. `count` is told of streams that open and end.
 */
export async function openEventStream(
  relay: Relay,
  request: Request,
  who: { readonly address: string | undefined; readonly owner: string | undefined },
  settings: SubscriberSettings,
  count: (change: 1 | -1) => void,
): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const channels = [...new Set((query.get("channels") ?? "").split(",").filter(Boolean))];
  const unknown = channels.filter((channel) => parseChannel(channel) === undefined);
  if (channels.length === 0)
    return problem("invalid_input", { detail: "channels: a comma list of channels" });
  if (unknown.length > 0) return problem("unknown_channel", { detail: unknown.join(", ") });
  if (who.owner === undefined && channels.some(isPrivate)) {
    return problem("unauthorized", { detail: "alerts: send an API key of scope admin in a header" });
  }
  if (channels.length > STREAM_LIMITS.channels || hasManyPairs(channels)) return problem("too_many_channels");
  const owesMs = relay.owesMs(who.address);
  if (owesMs > 0) {
    return problem("rate_limited", {
      detail: "Too many events were resumed from this address.",
      retryAfterS: Math.ceil(owesMs / 1_000),
    });
  }

  const cursor = request.headers.get("Last-Event-ID") ?? query.get("lastEventId") ?? "";
  const since = parseCursor(cursor, channels);
  let open = true;
  const end = () => {
    if (!open) return;
    open = false;
    relay.remove(client);
    count(-1);
  };
  const port = new SsePort(since, who, end);
  // It cannot send anything, so its silence means nothing.
  const client = relay.open(port, { ...settings, pack: false }, Number.POSITIVE_INFINITY);
  count(1);
  request.signal.addEventListener("abort", end);

  const joined = await relay.subscribe(client, { id: undefined, channels, since });
  if (joined.length < channels.length) {
    end();
    const refusal = RefusalSchema.safeParse(port.refusal === undefined ? {} : JSON.parse(port.refusal));
    if (!refusal.success) return problem("unavailable", { retryAfterS: 1 });
    const { code, detail, channels: refused } = refusal.data;
    return problem(code, { detail: `${detail}: ${refused.join(", ")}` });
  }
  port.mark(
    channels.flatMap((channel) => {
      const seq = relay.position(client, channel);
      return seq === undefined ? [] : [[channel, seq] as const];
    }),
  );
  return new Response(port.body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    },
  });
}
