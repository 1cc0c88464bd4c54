import { createRoute, OpenAPIHono, type z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { WickError } from "../../contract/errors.ts";
import {
  BacktestRequestSchema,
  BacktestSchema,
  MAX_BACKTEST_BARS,
  StrategyListSchema,
} from "../../contract/rest/backtest.ts";
import { backtestNeededFrom } from "../../market/backtest/needed.ts";
import { checkBacktest } from "../../market/backtest/run.ts";
import type { AppEnv } from "../app-env.ts";
import { backtestBars, roomOf } from "../backtest/backtest-bars.ts";
import { backtestJson, strategyList } from "../backtest/backtest-json.ts";
import { runInSlices } from "../backtest/run-in-slices.ts";
import { clientOf } from "../middleware/answer-headers.ts";
import { takeCostly } from "../middleware/costly.ts";
import { CACHE_CONTROL, json, servePage } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const MAX_BODY_BYTES = 16 * 1024;
/** So many bars are read and stepped through in the time of one costly request. */
const BARS_A_UNIT = 10_000;
/** The strategies change with the code alone. */
const LASTING = { freshMs: 3_600_000, staleMs: 0 };

const backtest = createRoute({
  method: "post",
  path: "/api/analysis/backtest",
  tags: ["analysis"],
  summary: "Runs a strategy over stored final bars",
  description:
    `Up to ${MAX_BACKTEST_BARS} bars, those that warm the indicators up included. The same bars give the same trades ` +
    "here, on the page and on the command line, to the last digit; docs/spec/backtest.md has the rules. Past " +
    "prices are no promise. Not investment advice.",
  middleware: [
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new WickError("payload_too_large", `The body may hold ${MAX_BODY_BYTES} bytes.`);
      },
    }),
  ] as const,
  request: { body: { required: true, content: { "application/json": { schema: BacktestRequestSchema } } } },
  responses: jsonOr(BacktestSchema, "What came of it"),
});

const strategies = createRoute({
  method: "get",
  path: "/api/analysis/backtest/strategies",
  tags: ["analysis"],
  summary: "The strategies that can be tested, with their parameters",
  responses: jsonOr(StrategyListSchema, "The strategies"),
});

export const backtestRoutes = new OpenAPIHono<AppEnv>()
  .openapi(backtest, async (c) => {
    const { points, to = Date.now(), symbol: name, ...wish } = c.req.valid("json");
    const { registry, history, exports } = c.var.isolate;
    const { symbol, feed } = await registry.resolve(name);
    const settings = { ...wish, symbol };
    const range = {
      timeframe: wish.timeframe,
      from: await allowed(() => {
        checkBacktest(settings);
        return backtestNeededFrom(settings, wish.from);
      }),
      to,
    };
    const units = Math.ceil(Math.min(roomOf(range), MAX_BACKTEST_BARS) / BARS_A_UNIT);
    // Signals take in some thirty indicators and all patterns: as much again as reading the bars.
    takeCostly(c, wish.strategy === "signals" ? 2 * units : units);
    const client = clientOf(c.req.header("cf-connecting-ip"));
    const run = async function* () {
      const bars = await backtestBars(history.read({ symbol, feed, timeframe: wish.timeframe }, range));
      yield await allowed(() => runInSlices(bars, settings));
    };
    // What is read, run and written takes as much memory as an export, and its place from the first bar to the answer.
    for await (const result of exports.limited(run(), client)) {
      return json<z.infer<typeof BacktestSchema>>(backtestJson(result, points));
    }
    throw new Error("a backtest ends with a result");
  })
  .openapi(strategies, async (c) =>
    servePage<z.infer<typeof StrategyListSchema>>(c, async () => ({
      text: JSON.stringify(strategyList()),
      cacheControl: CACHE_CONTROL.stable,
      policy: LASTING,
    })),
  );

/** What the engine does not allow is the caller's to change. @throws WickError invalid_input */
async function allowed<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError) throw new WickError("invalid_input", `${sentence(error.message)}.`);
    throw error;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
