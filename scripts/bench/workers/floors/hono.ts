import { Hono } from "hono";

interface Bindings {
  /** The body that the real route answers with. */
  readonly BODY: string;
}

const JSON_HEADERS = { "content-type": "application/json" };
const FRESH_MS = 1_000;

/** What an in-isolate cache of one route holds. */
const cache = new Map<string, { readonly body: Uint8Array; readonly until: number }>();
const encoder = new TextEncoder();

/** The floor of REST: a bare Hono app with one route that answers a text, and one that keeps it in the isolate. */
const app = new Hono<{ Bindings: Bindings }>();

app.get("/plain", (c) => c.body(c.env.BODY, 200, JSON_HEADERS));

app.get("/cached", (c) => {
  const now = Date.now();
  let entry = cache.get(c.req.url);
  if (entry === undefined || entry.until <= now) {
    entry = { body: encoder.encode(c.env.BODY), until: now + FRESH_MS };
    cache.set(c.req.url, entry);
  }
  return new Response(entry.body, { headers: JSON_HEADERS });
});

export default app;
