import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { SymbolListSchema } from "../../contract/rest/symbols.ts";
import type { AppEnv } from "../app-env.ts";
import { CACHE_CONTROL, servePage } from "../respond.ts";
import { symbolView } from "../symbol-view.ts";
import { jsonOr } from "./responses.ts";

const list = createRoute({
  method: "get",
  path: "/api/symbols",
  tags: ["symbols"],
  summary: "Active symbols in the order they were added",
  responses: jsonOr(SymbolListSchema, "The symbols"),
});

export const symbolRoutes = new OpenAPIHono<AppEnv>().openapi(list, async (c) =>
  servePage<{ symbols: ReturnType<typeof symbolView>[] }>(c, async () => ({
    text: JSON.stringify({ symbols: (await c.var.isolate.registry.active()).map(symbolView) }),
    cacheControl: CACHE_CONTROL.forming,
    policy: { freshMs: 1_000, staleMs: 0 },
  })),
);
