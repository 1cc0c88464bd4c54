import { OpenAPIHono } from "@hono/zod-openapi";
import { WickError } from "../contract/errors.ts";
import type { AppEnv } from "./app-env.ts";
import { builtFiles } from "./middleware/built-files.ts";
import { door } from "./middleware/door.ts";
import { notFound } from "./middleware/not-found.ts";
import { problemResponse } from "./problem-response.ts";
import { adminRoutes } from "./routes/admin.ts";
import { adminInitRoutes } from "./routes/admin-init.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { analysisWebhookRoutes } from "./routes/analysis-webhook.ts";
import { analyticsRoutes } from "./routes/analytics.ts";
import { backfillRoutes } from "./routes/backfill.ts";
import { backtestRoutes } from "./routes/backtest.ts";
import { backupRoutes } from "./routes/backups.ts";
import { cacheRoutes } from "./routes/cache.ts";
import { coinRoutes } from "./routes/coins.ts";
import { docsRoutes } from "./routes/docs.ts";
import { etlRoutes } from "./routes/etl.ts";
import { featureRoutes } from "./routes/features.ts";
import { forecastRoutes } from "./routes/forecasts.ts";
import { healthRoutes } from "./routes/health.ts";
import { indicatorRoutes } from "./routes/indicators.ts";
import { ingestionRoutes } from "./routes/ingestion.ts";
import { marketRoutes } from "./routes/market.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { withNullableReferences } from "./routes/nullable-references.ts";
import { openapiConfig, SECURITY_SCHEMES } from "./routes/openapi-config.ts";
import { operationsRoutes } from "./routes/operations.ts";
import { patternRoutes } from "./routes/patterns.ts";
import { predictionRoutes } from "./routes/predictions.ts";
import { priceHistoryRoutes } from "./routes/price-history.ts";
import { priceRoutes } from "./routes/prices.ts";
import { rateLimitRoutes } from "./routes/rate-limit.ts";
import { signalRoutes } from "./routes/signals.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { storedRoutes } from "./routes/stored.ts";
import { streamRoutes } from "./routes/stream.ts";
import { symbolRoutes } from "./routes/symbols.ts";
import { technicalRoutes } from "./routes/technical.ts";

const MAX_PROBLEMS = 100;

const root = new OpenAPIHono<AppEnv>({
  // A trailing slash is tolerated everywhere.
  strict: false,
  defaultHook: (result) => {
    if (result.success) return;
    const errors = result.error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
      path: issue.path.map(String).join("."),
      message: issue.message,
    }));
    const place = result.target === "json" ? "body" : result.target;
    throw new WickError("invalid_input", `The ${place} is not valid.`, { errors });
  },
});
for (const [name, scheme] of Object.entries(SECURITY_SCHEMES)) {
  root.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
}
root.use(door);
root.use("/assets/*", builtFiles);
root.notFound(notFound(() => root.routes));
root.onError((error, c) => problemResponse(c, error));

export const app = root
  .route("/", healthRoutes)
  .route("/", metricsRoutes)
  .route("/", symbolRoutes)
  .route("/", priceRoutes)
  .route("/", priceHistoryRoutes)
  .route("/", marketRoutes)
  .route("/", coinRoutes)
  .route("/", sourceRoutes)
  .route("/", rateLimitRoutes)
  .route("/", featureRoutes)
  .route("/", technicalRoutes)
  .route("/", indicatorRoutes)
  .route("/", signalRoutes)
  .route("/", patternRoutes)
  .route("/", forecastRoutes)
  .route("/", predictionRoutes)
  .route("/", analysisWebhookRoutes)
  .route("/", analyticsRoutes)
  .route("/", alertRoutes)
  .route("/", ingestionRoutes)
  .route("/", storedRoutes)
  .route("/", adminRoutes)
  .route("/", adminInitRoutes)
  .route("/", backfillRoutes)
  .route("/", backupRoutes)
  .route("/", etlRoutes)
  .route("/", operationsRoutes)
  .route("/", cacheRoutes)
  .route("/", backtestRoutes)
  .route("/", streamRoutes)
  .route(
    "/",
    docsRoutes(() => withNullableReferences(root.getOpenAPI31Document(openapiConfig))),
  );

/** The routes as types: the page's client is `hc<App>`. */
export type App = typeof app;
