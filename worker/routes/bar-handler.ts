import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { BarListSchema } from "../../contract/rest/bar.ts";
import { DecimalStyleSchema, TimeframeSchema } from "../../contract/rest/bar.ts";
import type { SymbolRow } from "../../platform/d1/schema/symbols.ts";
import type { AppEnv } from "../app-env.ts";
import { barFile, exportStream, FILE_TYPES, fileName } from "../bars/bar-export.ts";
import { freshnessOf } from "../bars/bar-freshness.ts";
import { barQueryOf, nextCursor } from "../bars/bar-request.ts";
import { barListJson, barsCsv } from "../bars/bar-text.ts";
import { clientOf } from "../middleware/answer-headers.ts";
import { takeCostly } from "../middleware/costly.ts";
import { CSV_TYPE, fileAnswer, JSON_TYPE, servePage } from "../respond.ts";

export const MAX_BARS = 1_000;
/** Bars a page where nothing was said. */
export const BARS = 500;
/** A whole range counts as so many costly requests: there are 30 a minute at the default limit. */
const EXPORT_UNITS = 2;
const MAX_EPOCH_MS = 8_640_000_000_000_000;

export const TimeQuerySchema = z.coerce.number().int().min(0).max(MAX_EPOCH_MS).optional();

/** What every route of bars takes. */
export const BarQuerySchema = z.object({
  timeframe: TimeframeSchema.default("1m"),
  from: TimeQuerySchema.meta({ description: "First open time, ms, inclusive. Pages then run forward." }),
  to: TimeQuerySchema.meta({ description: "Last open time, ms, inclusive." }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_BARS)
    .optional()
    .meta({ description: `Bars a page, ${BARS} unless told.` }),
  cursor: z.string().max(64).optional().meta({ description: "Of the page before, with the same query." }),
  forming: z
    .enum(["true", "false"])
    .default("true")
    .meta({ description: "Also the bar that still forms, as the last one." }),
  decimals: DecimalStyleSchema,
});

/** Where files are offered as well. */
export const BarFileQuerySchema = BarQuerySchema.extend({
  format: z.enum(["json", "csv", "parquet"]).default("json").meta({
    description: "csv and parquet with `from` and without `limit` stream every final bar of the range.",
  }),
});

type BarList = z.infer<typeof BarListSchema>;
type BarWish = z.output<typeof BarQuerySchema>;

/** Answers a page of bars of the symbol or coin a text names. @throws WickError unknown_symbol, invalid_input */
export async function serveBars<T>(
  c: Context<AppEnv>,
  name: string,
  wish: BarWish,
  options: { readonly format?: "json" | "csv"; readonly head?: (row: SymbolRow) => object } = {},
) {
  return await servePage<T>(c, async () => {
    const { registry, history } = c.var.isolate;
    const query = queryOf(wish);
    const row = await registry.resolve(name);
    const page = await history.page(row.symbol, row.feed, query);
    const now = Date.now();
    const csv = options.format === "csv";
    const cursor = nextCursor(query, page);
    const json = () => barListJson(row.symbol, query.timeframe, page.bars, cursor, wish.decimals, now);
    return {
      text: csv ? barsCsv(page.bars) : headed(options.head?.(row), json()),
      contentType: csv ? CSV_TYPE : JSON_TYPE,
      ...freshnessOf(query, page, row.feed, now),
    };
  });
}

/** Answers bars in the format that was asked for: a page, or a whole range as a file. @throws as `serveBars` */
export async function serveBarFile(
  c: Context<AppEnv>,
  name: string,
  wish: z.output<typeof BarFileQuerySchema>,
) {
  const { format, timeframe, from, limit, cursor } = wish;
  if (format === "json") return await serveBars<BarList>(c, name, wish);
  const whole = from !== undefined && limit === undefined && cursor === undefined;
  if (!whole && format === "csv") return await serveBars<BarList>(c, name, wish, { format });
  const query = queryOf({ ...wish, forming: "false" });
  const { registry, history } = c.var.isolate;
  const { symbol, feed } = await registry.resolve(name);
  const about = { symbol, timeframe };
  const file = { name: fileName(about, from, format), contentType: FILE_TYPES[format] };
  // Nobody would read what is written for it, nor end it.
  if (whole && c.req.method === "HEAD") return fileAnswer<BarList>(new Uint8Array(0), file);
  if (whole) takeCostly(c, EXPORT_UNITS);
  const client = clientOf(c.req.header("cf-connecting-ip"));
  const range = () => history.read({ ...about, feed }, { from: from ?? 0, to: wish.to ?? MAX_EPOCH_MS });
  const body = whole
    ? await exportStream(c.var.isolate.exports.limited(range(), client), format, about)
    : barFile((await history.page(symbol, feed, query)).bars, about);
  return fileAnswer<BarList>(body, file);
}

function queryOf(wish: BarWish) {
  return barQueryOf({ ...wish, limit: wish.limit ?? BARS, forming: wish.forming === "true" });
}

/** A JSON object with more fields before its own. */
function headed(head: object | undefined, json: string): string {
  return head === undefined ? json : `${JSON.stringify(head).slice(0, -1)},${json.slice(1)}`;
}
