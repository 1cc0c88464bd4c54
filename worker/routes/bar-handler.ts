import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { BarListSchema } from "../../contract/rest/bar.ts";
import { DecimalStyleSchema, TimeframeSchema } from "../../contract/rest/bar.ts";
import type { AppEnv } from "../app-env.ts";
import { freshnessOf } from "../bars/bar-freshness.ts";
import { barQueryOf, nextCursor } from "../bars/bar-request.ts";
import { barListJson, barsCsv } from "../bars/bar-text.ts";
import { CSV_TYPE, JSON_TYPE, servePage } from "../respond.ts";

export const MAX_BARS = 1_000;
const MAX_EPOCH_MS = 8_640_000_000_000_000;

export const TimeQuerySchema = z.coerce.number().int().min(0).max(MAX_EPOCH_MS).optional();

export const BarQuerySchema = z.object({
  timeframe: TimeframeSchema.default("1m"),
  from: TimeQuerySchema.meta({ description: "First open time, ms, inclusive. Pages then run forward." }),
  to: TimeQuerySchema.meta({ description: "Last open time, ms, inclusive." }),
  limit: z.coerce.number().int().min(1).max(MAX_BARS).default(500),
  cursor: z.string().max(64).optional().meta({ description: "Of the page before, with the same query." }),
  forming: z
    .enum(["true", "false"])
    .default("true")
    .meta({ description: "Also the bar that still forms, as the last one." }),
  decimals: DecimalStyleSchema,
  format: z.enum(["json", "csv"]).default("json"),
});

/** Answers a page of bars of the symbol or coin a text names. @throws WickError unknown_symbol, invalid_input */
export async function serveBars(c: Context<AppEnv>, name: string, wish: z.output<typeof BarQuerySchema>) {
  return await servePage<z.infer<typeof BarListSchema>>(c, async () => {
    const query = barQueryOf({ ...wish, forming: wish.forming === "true" });
    const row = await c.var.isolate.registry.resolve(name);
    const page = await c.var.isolate.history.page(row.symbol, row.feed, query);
    const now = Date.now();
    const csv = wish.format === "csv";
    const cursor = nextCursor(query, page);
    return {
      text: csv
        ? barsCsv(page.bars)
        : barListJson(row.symbol, query.timeframe, page.bars, cursor, wish.decimals, now),
      contentType: csv ? CSV_TYPE : JSON_TYPE,
      ...freshnessOf(query, page, row.feed, now),
    };
  });
}
