import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { WickError } from "../../contract/errors.ts";
import { TimeframeSchema } from "../../contract/rest/bar.ts";
import {
  DISCLAIMER,
  GeneratedSignalSchema,
  SideSchema,
  SignalListSchema,
  SignalPerformanceSchema,
  SignalRecordListSchema,
  SignalStatusSchema,
  SymbolSignalsSchema,
} from "../../contract/rest/signals.ts";
import { CALIBRATION } from "../../market/signals/calibration-table.ts";
import { roundTripCosts, SIGNAL_RULES } from "../../market/signals/weights.ts";
import { readSignalRecords, readSignals, sumOutcomes } from "../../platform/d1/signal-queries.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { takeCostly } from "../middleware/costly.ts";
import { IdempotencyHeaderSchema, idempotent } from "../middleware/idempotent.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { generatedView } from "../signals/generated-view.ts";
import { askHub, hubSignals } from "../signals/hub-signals.ts";
import { performanceView } from "../signals/performance-view.ts";
import { placeOf, signalCursor } from "../signals/signal-cursor.ts";
import { signalView } from "../signals/signal-view.ts";
import { hubStub } from "../stubs.ts";
import { TimeQuerySchema } from "./bar-handler.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const tags = ["signals"];
const params = z.object({
  symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
});
const symbolQuery = z.string().min(1).max(40).optional().meta({ description: "Or a coin; all when absent." });
const timeframe = TimeframeSchema.exclude(["1s"]);
const cursor = z.string().max(120).optional();
const limitUpTo = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

const list = createRoute({
  method: "get",
  path: "/api/signals",
  tags,
  summary: "Issued signals of every symbol, newest first, with what became of them",
  description: DISCLAIMER,
  request: {
    query: z.object({
      symbol: symbolQuery,
      timeframe: timeframe.optional(),
      side: SideSchema.optional(),
      status: SignalStatusSchema.optional(),
      limit: limitUpTo(200, 50),
      cursor,
    }),
  },
  responses: jsonOr(SignalListSchema, "The signals, newest first"),
});

const performance = createRoute({
  method: "get",
  path: "/api/signals/performance",
  tags,
  summary: "What became of all issued signals, losers counted first-class",
  description: `Every signal that was ever issued is in here. Returns are after costs. ${DISCLAIMER}`,
  request: {
    query: z.object({
      symbol: symbolQuery,
      timeframe: timeframe.optional(),
      from: TimeQuerySchema.meta({ description: "Issued at or after this time, ms; all when absent." }),
    }),
  },
  responses: jsonOr(SignalPerformanceSchema, "Outcomes by symbol, timeframe, side and score, and in all"),
});

const record = createRoute({
  method: "get",
  path: "/api/signals/record",
  tags,
  summary: "A symbol's record: every event of its signals, as a chain of hashes, oldest first",
  description: "`npm run verify:signals` recomputes it. docs/spec/signals.md says what is hashed.",
  request: {
    query: z.object({
      symbol: z.string().min(1).max(40).meta({ description: "Or a coin.", example: "BTCUSDT" }),
      limit: limitUpTo(500, 200),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, { message: "unknown cursor" })
        .optional(),
    }),
  },
  responses: jsonOr(SignalRecordListSchema, "The records, oldest first"),
});

const ofSymbol = createRoute({
  method: "get",
  path: "/api/signals/{symbol}",
  tags,
  summary: "What is decided of a symbol now, the active signal, and earlier ones with their outcomes",
  description: DISCLAIMER,
  request: {
    params,
    query: z.object({ timeframe: timeframe.default("1h"), limit: limitUpTo(200, 50), cursor }),
  },
  responses: jsonOr(SymbolSignalsSchema, "The decision and the signals"),
});

const generate = createRoute({
  method: "post",
  path: "/api/signals/{symbol}/generate",
  tags,
  summary: "Evaluates the newest final bar now, and issues its signal unless that was done",
  description:
    `A signal that comes later than its bar's close is entered at the last price. Stored and recorded before the ` +
    `answer. The timeframe (1h) stands in the query or in the body. ${DISCLAIMER}`,
  security: KEY_SECURITY,
  middleware: [requireScope("generate"), idempotent] as const,
  request: {
    params,
    query: z.object({ timeframe: timeframe.optional() }),
    headers: IdempotencyHeaderSchema,
    body: {
      required: false,
      content: { "application/json": { schema: z.object({ timeframe: timeframe.optional() }) } },
    },
  },
  responses: jsonOr(GeneratedSignalSchema, "What was decided, and what was issued"),
});

/** In the isolate: what a hub has decided is seen a second later at the latest. */
const BRIEF = { freshMs: 1_000, staleMs: 0 };
/** Sums over all there is. */
const SUMMED = { freshMs: 60_000, staleMs: 0 };

export const signalRoutes = new OpenAPIHono<AppEnv>()
  .openapi(list, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof SignalListSchema>>(c, async () => {
      const { symbol: name, timeframe, side, status, limit } = wish;
      const symbol = name === undefined ? undefined : (await c.var.isolate.registry.resolve(name)).symbol;
      const after = wish.cursor === undefined ? undefined : placeOf(wish.cursor);
      const read = await readSignals(c.env.DB, { symbol, timeframe, side, status, after, limit: limit + 1 });
      const page: z.infer<typeof SignalListSchema> = {
        signals: read.slice(0, limit).map(signalView),
        cursor: signalCursor(read, limit),
        disclaimer: DISCLAIMER,
      };
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.forming, policy: BRIEF };
    });
  })
  .openapi(performance, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof SignalPerformanceSchema>>(c, async () => {
      const symbol =
        wish.symbol === undefined ? undefined : (await c.var.isolate.registry.resolve(wish.symbol)).symbol;
      // All signals of all symbols are looked at: a cost that one caller is not to make for everybody.
      if (symbol === undefined) takeCostly(c, 1);
      const { bounds } = CALIBRATION;
      const costs = roundTripCosts(SIGNAL_RULES);
      const filter = { symbol, timeframe: wish.timeframe, from: wish.from ?? 0 };
      const groups = await sumOutcomes(c.env.DB, filter, bounds, costs);
      const view = performanceView(groups, bounds, costs, Date.now());
      return { text: JSON.stringify(view), cacheControl: CACHE_CONTROL.stable, policy: SUMMED };
    });
  })
  .openapi(record, async (c) => {
    const wish = c.req.valid("query");
    return await servePage<z.infer<typeof SignalRecordListSchema>>(c, async () => {
      const { symbol } = await c.var.isolate.registry.resolve(wish.symbol);
      // The head first: what is stored may be newer than it, and is then no proof of a hole.
      const head = await askHub(hubStub(c.env, symbol).getSignalHead());
      const records = await readSignalRecords(c.env.DB, symbol, Number(wish.cursor ?? 0), wish.limit);
      const last = records.length < wish.limit ? undefined : records.at(-1);
      const page: z.infer<typeof SignalRecordListSchema> = {
        ...{ symbol, records, head: head === null ? null : { seq: head.seq, hash: head.hash } },
        cursor: last === undefined ? null : String(last.seq),
      };
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.forming, policy: BRIEF };
    });
  })
  .openapi(ofSymbol, async (c) => {
    const { timeframe, limit, cursor } = c.req.valid("query");
    return await servePage<z.infer<typeof SymbolSignalsSchema>>(c, async () => {
      const { symbol } = await c.var.isolate.registry.resolve(c.req.valid("param").symbol);
      const after = cursor === undefined ? undefined : placeOf(cursor);
      const [told, read] = await Promise.all([
        hubSignals(hubStub(c.env, symbol), timeframe),
        readSignals(c.env.DB, { symbol, timeframe, after, limit: limit + 1 }),
      ]);
      const page: z.infer<typeof SymbolSignalsSchema> = {
        ...{ symbol, timeframe, ...told },
        signals: read.slice(0, limit).map(signalView),
        cursor: signalCursor(read, limit),
        disclaimer: DISCLAIMER,
      };
      return { text: JSON.stringify(page), cacheControl: CACHE_CONTROL.forming, policy: BRIEF };
    });
  })
  .openapi(generate, async (c) => {
    const inQuery = c.req.valid("query").timeframe;
    const timeframe = c.req.valid("json").timeframe ?? inQuery ?? "1h";
    // What is issued is never taken back: a wish that is not understood must not become another one.
    const isJson = /^application\/json\b/i.test(c.req.header("content-type") ?? "");
    if (!isJson && (await c.req.text()) !== "") {
      throw new WickError(
        "unsupported_media_type",
        "The body must be JSON (Content-Type: application/json).",
      );
    }
    if (inQuery !== undefined && inQuery !== timeframe) {
      const errors = [{ path: "timeframe", message: `${timeframe} in the body, ${inQuery} in the query` }];
      throw new WickError("invalid_input", "The timeframe is told twice.", { errors });
    }
    const { symbol } = await c.var.isolate.registry.resolve(c.req.valid("param").symbol);
    const generated = await askHub(hubStub(c.env, symbol).generateSignal(timeframe));
    return json<z.infer<typeof GeneratedSignalSchema>>(generatedView(symbol, timeframe, generated));
  });
