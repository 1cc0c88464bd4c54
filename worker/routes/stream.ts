import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { hasManyPairs, isPrivate } from "../../contract/channels.ts";
import { WickError } from "../../contract/errors.ts";
import { STREAM_LIMITS } from "../../contract/stream.ts";
import type { AppEnv } from "../app-env.ts";
import { streamHeaders } from "../auth/stream-owner.ts";
import { relayRefusal } from "../relay-refusal.ts";
import { jsonText } from "../respond.ts";
import { relayStub } from "../stubs.ts";
import { jsonOr } from "./responses.ts";

const interval = z.coerce
  .number()
  .int()
  .min(0)
  .max(STREAM_LIMITS.maxIntervalMs)
  .optional()
  .meta({
    description: `State events at most once in so many ms; default ${STREAM_LIMITS.defaultIntervalMs}.`,
  });

const channelList = z
  .string()
  .min(1)
  .transform((text) =>
    text
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().max(64)).min(1).max(STREAM_LIMITS.channels))
  .refine((channels) => !hasManyPairs(channels), { message: `at most ${STREAM_LIMITS.pairs} spreads` })
  .meta({ description: "Comma list of channels.", example: "trades:BTCUSDT,bars:BTCUSDT:1m" });

const problem = jsonOr(z.unknown(), "").default;

const ws = createRoute({
  method: "get",
  path: "/api/stream/ws",
  tags: ["stream"],
  summary: "The stream over a WebSocket",
  description:
    "One socket for everything; the protocol is in docs/spec/stream.md. 426 without Upgrade. The channel `alerts` is for " +
    "a request with an API key of scope admin.",
  request: {
    query: z.object({
      interval,
      pack: z.enum(["0", "1"]).optional().meta({ description: "1: a frame is an array of events." }),
    }),
  },
  responses: { 101: { description: "The socket is open" }, default: problem },
});

const sse = createRoute({
  method: "get",
  path: "/api/stream/sse",
  tags: ["stream"],
  summary: "The stream as server-sent events",
  description: "An event's id is a cursor over all channels; Last-Event-ID resumes from it.",
  request: {
    query: z.object({
      channels: channelList,
      interval,
      lastEventId: z.string().max(8_192).optional(),
    }),
    headers: z.object({ "last-event-id": z.string().max(8_192).optional() }),
  },
  responses: {
    200: { description: "The events", content: { "text/event-stream": { schema: z.string() } } },
    default: problem,
  },
});

const SnapshotSchema = z
  .object({
    snapshots: z.array(
      z.union([
        z.object({ channel: z.string(), head: z.number().int(), events: z.array(z.unknown()) }),
        z.object({ channel: z.string(), error: z.enum(["unknown_channel", "unknown_symbol"]) }),
      ]),
    ),
  })
  .meta({ id: "Snapshots" });

const snapshot = createRoute({
  method: "get",
  path: "/api/stream/snapshot",
  tags: ["stream"],
  summary: "The snapshots of channels, once",
  request: { query: z.object({ channels: channelList }) },
  responses: jsonOr(SnapshotSchema, "What a new subscriber of each channel would be sent first"),
});

export const streamRoutes = new OpenAPIHono<AppEnv>()
  .openapi(ws, async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
      throw new WickError("upgrade_required", "Connect with a WebSocket client.");
    }
    const answer = await fromAnyRelay(
      c.env,
      c.var.isolate.config.RELAYS,
      "/ws",
      c.req.raw.url,
      await streamHeaders(c),
    );
    return answer.status === 101 ? answer : new Response(answer.body, answer);
  })
  .openapi(sse, async (c) => {
    const answer = await fromAnyRelay(
      c.env,
      c.var.isolate.config.RELAYS,
      "/sse",
      c.req.raw.url,
      await streamHeaders(c),
    );
    // The headers of a fetched answer are fixed; ours must still be set on it.
    return new Response(answer.body, answer);
  })
  .openapi(snapshot, async (c) => {
    const { channels } = c.req.valid("query");
    if (channels.some(isPrivate)) {
      throw new WickError("unauthorized", "The channel alerts has no snapshot here: subscribe to it.");
    }
    const relay = relayStub(c.env, pick(c.var.isolate.config.RELAYS));
    const caught = await relay.snapshot(channels, c.req.header("cf-connecting-ip"));
    if ("retryInMs" in caught) {
      const detail = "Too many snapshots were asked for from this address.";
      throw new WickError("rate_limited", detail, { retryAfterMs: caught.retryInMs });
    }
    const parts = caught.map((one) =>
      "error" in one
        ? JSON.stringify(one)
        : // The events are text already, and go out unchanged.
          `{"channel":${JSON.stringify(one.channel)},"head":${one.head},"events":[${one.events.join(",")}]}`,
    );
    return jsonText<z.infer<typeof SnapshotSchema>>(`{"snapshots":[${parts.join(",")}]}`);
  });

function pick(relays: number): number {
  return Math.floor(Math.random() * relays);
}

/** Hands the request to a relay, and to the next ones when it is full. */
async function fromAnyRelay(
  env: AppEnv["Bindings"],
  relays: number,
  path: "/ws" | "/sse",
  asked: string,
  headers: Headers,
): Promise<Response> {
  const url = `https://relay${path}${new URL(asked).search}`;
  const first = pick(relays);
  for (let attempt = 0; attempt < relays; attempt += 1) {
    const answer = await relayStub(env, (first + attempt) % relays).fetch(url, { headers });
    if (answer.status < 400) return answer;
    if (answer.status !== 503) throw await relayRefusal(answer);
  }
  throw new WickError("unavailable", "Every relay is full.", { retryAfterMs: 1_000 });
}
