import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { deliveryFigures } from "../../platform/d1/webhook-deliveries.ts";
import { dataFamilies } from "../../platform/telemetry/data-metrics.ts";
import { EXPOSITION_TYPE, exposition } from "../../platform/telemetry/exposition.ts";
import { forecastFamilies } from "../../platform/telemetry/forecast-metrics.ts";
import { metricFamilies } from "../../platform/telemetry/metrics.ts";
import { webhookFamilies } from "../../platform/telemetry/webhook-metrics.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { dataSurvey } from "../health/data-platform.ts";
import { loggedForecasts } from "../health/forecast-figures.ts";
import { inTime, survey } from "../health/survey.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

const scoped = requireScope("metrics");

/** Open while developing; in production a scraper has a key. */
const metricsAccess: MiddlewareHandler<AppEnv> = async (c, next) =>
  c.var.isolate.config.ENVIRONMENT === "production" ? await scoped(c, next) : await next();

const metrics = createRoute({
  method: "get",
  path: "/metrics",
  tags: ["system"],
  summary: "Metrics in Prometheus' text format",
  description: "Listed in docs/spec/metrics.md. Needs a key of scope metrics in production.",
  security: [...KEY_SECURITY, {}],
  middleware: [metricsAccess] as const,
  responses: {
    200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } },
    default: jsonOr(z.unknown(), "").default,
  },
});

export const metricsRoutes = new OpenAPIHono<AppEnv>().openapi(metrics, async (c) => {
  const { isolate } = c.var;
  const [parts, data, models, forecasts, deliveries] = await Promise.all([
    survey(c.env, isolate),
    dataSurvey(c.env),
    isolate.models.models.current(),
    inTime("forecasts", loggedForecasts(c.env, isolate)),
    inTime("webhooks", deliveryFigures(c.env.DB)),
  ]);
  const hubs = parts.hubs.flatMap(({ status }) => (status === undefined ? [] : [status]));
  const relays = parts.relays.flatMap(({ stats }) => (stats === undefined ? [] : [stats]));
  const silent =
    parts.hubs.length -
    hubs.length +
    parts.relays.length -
    relays.length +
    (parts.ledger === undefined ? 1 : 0);
  const text = exposition([
    ...metricFamilies({
      hubs,
      relays,
      silent,
      ledger: parts.ledger,
      http: isolate.http.read(),
      cache: isolate.pages.stats(),
    }),
    ...dataFamilies(data && { ...data, jobs: [...data.rows.values()], hubs }, isolate.jobs.skippedMinutes),
    ...forecastFamilies({ models, status: isolate.models.inference.status(), log: forecasts }),
    ...webhookFamilies(deliveries),
  ]);
  return c.text(text, 200, { "content-type": EXPOSITION_TYPE, "cache-control": "no-store" });
});
