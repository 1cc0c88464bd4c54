import { expect, test } from "vitest";
import { corsHeaders } from "./cors.ts";
import { methodTable } from "./methods.ts";
import { RateLimit } from "./rate-limit.ts";
import { requestIdOf } from "./request-id.ts";

test("[REST-20] a client has its quota a window and gets it back in the next", () => {
  const clock = { now: 5 };
  const limit = new RateLimit({ quota: 2, windowMs: 60_000, maxClients: 10, now: () => clock.now });
  expect(limit.take("a")).toEqual({ allowed: true, remaining: 1, resetMs: 60_000 });
  expect(limit.take("a")).toMatchObject({ allowed: true, remaining: 0 });
  clock.now = 30_005;
  expect(limit.take("a")).toEqual({ allowed: false, remaining: 0, resetMs: 30_000 });
  expect(limit.take("b").allowed).toBe(true);
  clock.now = 60_005;
  expect(limit.take("a").allowed).toBe(true);
});

test("[REST-20] the clients remembered are bounded; the one unseen longest is forgotten", () => {
  const limit = new RateLimit({ quota: 1, windowMs: 60_000, maxClients: 2, now: () => 0 });
  for (const client of ["a", "b", "c"]) limit.take(client);
  expect(limit.clients).toBe(2);
  expect(limit.take("c").allowed).toBe(false);
  expect(limit.take("a").allowed).toBe(true);
});

test("[REST-5] a sane request id is kept, another is replaced", () => {
  expect(requestIdOf("0123-abcd.EF", () => "new")).toBe("0123-abcd.EF");
  for (const bad of [undefined, null, "", "short", "has space 123", `x${"y".repeat(128)}`, "<script>alert"]) {
    expect(requestIdOf(bad, () => "new")).toBe("new");
  }
});

test("[REST-23] CORS allows what is configured, and says that the answer depends on the origin", () => {
  expect(corsHeaders([], "https://a.example")).toEqual([]);
  expect(corsHeaders(["*"], null)).toContainEqual(["access-control-allow-origin", "*"]);
  expect(corsHeaders(["https://a.example"], "https://a.example")).toContainEqual([
    "access-control-allow-origin",
    "https://a.example",
  ]);
  expect(corsHeaders(["https://a.example"], "https://b.example")).toEqual([["vary", "Origin"]]);
});

test("[REST-4] the methods of a path are those of its routes, HEAD with GET", () => {
  const methodsOf = methodTable([
    { method: "ALL", path: "/*" },
    { method: "GET", path: "/api/x" },
    { method: "PUT", path: "/api/x/:id" },
    { method: "DELETE", path: "/api/x/:id" },
  ]);
  expect(methodsOf("/api/x")).toEqual(["GET", "HEAD", "OPTIONS"]);
  expect(methodsOf("/api/x/1/")).toEqual(["DELETE", "OPTIONS", "PUT"]);
  expect(methodsOf("/api/x/1/2")).toEqual([]);
});
