import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { SymbolSchema } from "../../contract/rest/symbols.ts";
import { isSymbolId, SymbolConfigSchema } from "../../contract/symbol.ts";
import { putSymbol, removeSymbol } from "../../platform/d1/symbols.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import type { Isolate } from "../isolate.ts";
import { listedSymbol } from "../listing.ts";
import { json } from "../respond.ts";
import { hubStub } from "../stubs.ts";
import { symbolView } from "../symbol-view.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const params = z.object({
  symbol: z
    .string()
    .transform((text) => text.toUpperCase())
    .refine(isSymbolId, { message: "2 to 20 letters and digits" })
    .meta({ type: "string", pattern: "^[A-Za-z0-9]{2,20}$", example: "BTCUSDT" }),
});

const put = createRoute({
  method: "put",
  path: "/api/admin/symbols/{symbol}",
  tags: ["admin"],
  summary: "Adds a symbol, or changes its configuration, while running",
  description: "A symbol of the exchange is checked there first. Idempotent.",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: {
    params,
    body: { required: true, content: { "application/json": { schema: SymbolConfigSchema } } },
  },
  responses: jsonOr(SymbolSchema, "The symbol"),
});

const remove = createRoute({
  method: "delete",
  path: "/api/admin/symbols/{symbol}",
  tags: ["admin"],
  summary: "Removes a symbol: its feed stops, its stored data stay",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: { params },
  responses: jsonOr(z.object({ symbol: z.string(), removed: z.literal(true) }), "It is removed"),
});

const restart = createRoute({
  method: "post",
  path: "/api/admin/hubs/{symbol}/restart",
  tags: ["admin"],
  summary: "Aborts a hub as a crash would; only where WICK_TEST_HOOKS=1",
  security: KEY_SECURITY,
  middleware: [requireScope("admin")] as const,
  request: { params },
  responses: jsonOr(z.object({ symbol: z.string(), restarted: z.literal(true) }), "The object was aborted"),
});

export const adminRoutes = new OpenAPIHono<AppEnv>()
  .openapi(put, async (c) => {
    const { symbol } = c.req.valid("param");
    const config = c.req.valid("json");
    const { isolate } = c.var;
    const listed = config.feed === "binance" ? await listedSymbol(c.env, isolate.config, symbol) : undefined;
    const row = await putSymbol(c.env.DB, symbol, config, listed, Date.now());
    forgetSymbols(isolate);
    await hubStub(c.env, symbol).configure(symbol, config);
    return json(symbolView(row));
  })
  .openapi(remove, async (c) => {
    const { symbol } = c.req.valid("param");
    if (!(await removeSymbol(c.env.DB, symbol))) {
      throw new WickError("unknown_symbol", `There is no symbol ${symbol}.`);
    }
    forgetSymbols(c.var.isolate);
    await hubStub(c.env, symbol).remove();
    return json({ symbol, removed: true as const });
  })
  .openapi(restart, async (c) => {
    if (!c.var.isolate.config.WICK_TEST_HOOKS) throw new WickError("not_found", `There is no ${c.req.path}.`);
    const { symbol } = await c.var.isolate.registry.resolve(c.req.valid("param").symbol);
    // An aborted object cannot answer: the call fails, and that is the sign that it worked.
    await hubStub(c.env, symbol)
      .restart()
      .catch(() => {});
    return json({ symbol, restarted: true as const });
  });

/** What this isolate remembers of the symbols is wrong now; other isolates find out within seconds. */
function forgetSymbols(isolate: Isolate): void {
  isolate.registry.forget();
  isolate.board.forget();
  isolate.pages.clear();
}
