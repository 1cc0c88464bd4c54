import * as z from "zod/mini";
import { ANALYSED_FRAMES } from "../state/analysis/analysed.ts";
import type { AnalysisApi, FrameDecision } from "./analysis-api.ts";
import { answerOf, type Client } from "./client.ts";

/** hc puts a parameter into the address as it is. */
const inPath = (text: string) => encodeURIComponent(text);
const PATTERNS_A_PAGE = 200;
const SIGNALS_A_PAGE = 20;

/** The server's REST side of the analysis. */
export function createAnalysisApi({ api }: Client): AnalysisApi {
  return {
    catalog: (signal) => answerOf(api.analysis.indicators.$get({}, { init: { signal } })),
    indicator: ({ symbol, timeframe, indicator, to, limit }, signal) =>
      answerOf(
        api.analysis.indicators[":symbol"].$get(
          {
            param: { symbol: inPath(symbol) },
            query: {
              timeframe,
              indicators: indicator,
              limit: String(limit),
              forming: "false",
              ...(to === undefined ? {} : { to: String(to) }),
            },
          },
          { init: { signal } },
        ),
      ),
    core: ({ symbol, timeframe }, limit, signal) =>
      answerOf(
        api.analysis.indicators[":symbol"].$get(
          { param: { symbol: inPath(symbol) }, query: { timeframe, limit: String(limit), forming: "false" } },
          { init: { signal } },
        ),
      ),
    patterns: ({ symbol, timeframe }, cursor, signal) =>
      answerOf(
        api.patterns[":symbol"].$get(
          {
            param: { symbol: inPath(symbol) },
            query: { timeframe, limit: String(PATTERNS_A_PAGE), ...(cursor === null ? {} : { cursor }) },
          },
          { init: { signal } },
        ),
      ),
    signals: ({ symbol, timeframe }, cursor, signal) =>
      answerOf(
        api.signals[":symbol"].$get(
          {
            param: { symbol: inPath(symbol) },
            query: { timeframe, limit: String(SIGNALS_A_PAGE), ...(cursor === null ? {} : { cursor }) },
          },
          { init: { signal } },
        ),
      ),
    performance: ({ symbol, timeframe }, signal) =>
      answerOf(api.signals.performance.$get({ query: { symbol, timeframe } }, { init: { signal } })),
    async decisions(symbol, signal) {
      const channels = ANALYSED_FRAMES.map((timeframe) => `signals:${symbol}:${timeframe}`).join(",");
      const { snapshots } = await answerOf(
        api.stream.snapshot.$get({ query: { channels } }, { init: { signal } }),
      );
      return new Map(
        snapshots.map((one) => [
          one.channel.slice(one.channel.lastIndexOf(":") + 1),
          "events" in one ? decisionOf(one.events) : null,
        ]),
      );
    },
  };
}

const EventSchema = z.object({
  data: z.object({
    active: z.nullable(z.object({ side: z.enum(["BUY", "SELL"]) })),
    decision: z.nullable(
      z.object({ signal: z.enum(["BUY", "SELL", "HOLD"]), score: z.number(), closeTime: z.number() }),
    ),
  }),
});

/** The decision in a snapshot of a `signals` channel. */
function decisionOf(events: readonly unknown[]): FrameDecision | null {
  const parsed = z.safeParse(EventSchema, events[0]);
  if (!parsed.success || parsed.data.data.decision === null) return null;
  const { active, decision } = parsed.data.data;
  return { ...decision, active: active?.side ?? null };
}
