import { beforeAll, expect, it } from "vitest";
import { app } from "../../worker/app.ts";
import { OPEN_POSTS } from "../support/open-posts.ts";
import { addPushed, openWick, type Wick } from "./wick.ts";

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses: Record<string, unknown>;
  readonly security?: unknown;
}
interface Document {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly securitySchemes: object };
}

let wick: Wick;
let document: Document;
beforeAll(async () => {
  wick = await openWick();
  await addPushed(wick, "DOCUSDT");
  document = await (await wick.fetch("/openapi.json")).json<Document>();
});

it("[REST-90] the document is OpenAPI 3.1 and holds every route of the app, and no other", () => {
  expect(document.openapi).toBe("3.1.0");
  const served = new Set(
    app.routes
      .filter((route) => route.method !== "ALL")
      .map((route) => `${route.method} ${route.path.replaceAll(/:([^/]+)/g, "{$1}")}`),
  );
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual([...served].sort());
});

it("[REST-90] every operation has a summary and says how it fails; every reference resolves", () => {
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) {
      expect(operation.summary).toBeTruthy();
      expect(operation.responses).toHaveProperty("default");
    }
  }
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g);
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name ?? "");
});

it("[REST-90] the forms that the server insists on are in the document", () => {
  const { Decimal, IngestRequest, Symbol: symbol } = document.components.schemas;
  const text = (whole: number) => ({
    type: "string",
    pattern: `^(?=.*[1-9])(?:0|[1-9][0-9]{0,${whole - 1}})(?:\\.[0-9]{1,8})?$`,
  });
  const positive = { type: "number", exclusiveMinimum: 0 };
  expect(symbol).toMatchObject({ properties: { symbol: { pattern: "^[A-Z0-9]{2,20}$" } } });
  expect(Decimal).toMatchObject({
    anyOf: [{ type: "number" }, { type: "string", pattern: expect.any(String) }],
  });
  expect(IngestRequest).toMatchObject({
    properties: { ticks: { items: { properties: { price: { anyOf: [text(20), positive] } } } } },
  });
  const put = document.paths["/api/admin/symbols/{symbol}"]?.put;
  expect(put).toMatchObject({
    parameters: [{ name: "symbol", schema: { type: "string", pattern: "^[A-Za-z0-9]{2,20}$" } }],
    requestBody: {
      content: {
        "application/json": {
          schema: { oneOf: [{}, { properties: { tickSize: { anyOf: [text(10), positive] } } }] },
        },
      },
    },
  });
});

it("[REST-90] every group of operations is described", () => {
  const described = document.tags.map(({ name }) => name);
  const used = Object.values(document.paths).flatMap((one) =>
    Object.values(one).flatMap(({ tags }) => tags ?? []),
  );
  expect([...new Set(used)].sort()).toEqual(described.sort());
});

it("[REST-90] what may be null may be null in the document", () => {
  const reference = { $ref: "#/components/schemas/Signal" };
  expect(document.components.schemas.SymbolSignals).toMatchObject({
    properties: { active: { anyOf: [reference, { type: "null" }] } },
  });
  // A reference and a type that has null besides, both to hold: no null would do.
  expect(JSON.stringify(document)).not.toMatch(/"allOf":\[\{"\$ref":"[^"]+"\},\{"type":\[[^\]]*"null"/);
});

it("[REST-90] writes are marked as needing a key, but for those that only compute", () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const needsKey = method !== "get" && !OPEN_POSTS.has(path);
      const security = needsKey ? [{ bearer: [] }, { apiKey: [] }] : undefined;
      if (method !== "get") expect(operation.security, path).toEqual(security);
    }
  }
});

it("[REST-91] both readers of the document are pages that load our own files only", async () => {
  for (const path of ["/docs", "/redoc"]) {
    const page = await wick.fetch(path);
    expect(page.headers.get("content-type")).toContain("text/html");
    const text = await page.text();
    const links = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(links.filter((link) => !link.startsWith("/docs-assets/") && link !== "data:,")).toEqual([]);
  }
});

it("[REST-92] the stream's routes lead to a relay", async () => {
  const plain = await wick.fetch("/api/stream/ws");
  expect([plain.status, (await plain.json<{ code: string }>()).code]).toEqual([426, "upgrade_required"]);

  const upgraded = await wick.fetch("/api/stream/ws", { headers: { upgrade: "websocket" } });
  expect(upgraded.status).toBe(101);
  const socket = upgraded.webSocket;
  if (socket === null) throw new Error("no socket");
  const answer = new Promise<unknown>((resolve) => {
    socket.addEventListener("message", (event) => resolve(event.data), { once: true });
  });
  socket.accept();
  socket.send('{"op":"ping","id":7}');
  expect(JSON.parse(String(await answer))).toEqual({ op: "pong", id: 7 });
  socket.close();

  const snapshot = await wick.fetch("/api/stream/snapshot?channels=status:DOCUSDT,nope:DOCUSDT");
  expect(await snapshot.json()).toMatchObject({
    snapshots: [
      {
        channel: "status:DOCUSDT",
        head: expect.any(Number),
        events: [{ ch: "status:DOCUSDT", type: "snapshot" }],
      },
      { channel: "nope:DOCUSDT", error: "unknown_channel" },
    ],
  });

  const sse = await wick.fetch("/api/stream/sse?channels=status:DOCUSDT");
  expect(sse.headers.get("content-type")).toContain("text/event-stream");
  expect(sse.headers.get("x-request-id")).not.toBeNull();
  await sse.body?.cancel();
});
