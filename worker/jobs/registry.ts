import { archiveTicksJob } from "./archive-ticks.ts";
import { arimaRefitJob } from "./arima-refit.ts";
import { backfillWatch } from "./backfill-watch.ts";
import { backupJob } from "./backup.ts";
import { coinDetails } from "./coin-details.ts";
import { compaction } from "./compaction.ts";
import { chartCache, volumeCache } from "./daily-series.ts";
import { forecastDriftJob } from "./forecast-drift.ts";
import { forecastScoresJob } from "./forecast-scores.ts";
import { forecastsJob } from "./forecasts.ts";
import { gapAudit } from "./gap-audit.ts";
import { healthSamples } from "./health-samples.ts";
import type { Job } from "./job.ts";
import { klineJobs } from "./klines.ts";
import { marketSnapshot } from "./market-snapshot.ts";
import { missingKlines12h } from "./missing-klines-12h.ts";
import { modelManifest } from "./model-manifest.ts";
import { priceSnapshot } from "./price-snapshot.ts";
import { reconcileJob } from "./reconcile.ts";
import { retention } from "./retention.ts";
import { sentimentFeaturesJob } from "./sentiment-features.ts";
import { strategyDeliveries } from "./strategy-deliveries.ts";
import { technicalFeaturesJob } from "./technical-features.ts";

/** Every scheduled job. Their order is the order in which they are listed, and in which ties are run. */
export const JOBS: readonly Job[] = [
  ...klineJobs,
  missingKlines12h,
  backfillWatch,
  gapAudit,
  reconcileJob,
  priceSnapshot,
  marketSnapshot,
  coinDetails,
  volumeCache,
  chartCache,
  technicalFeaturesJob,
  forecastsJob,
  forecastScoresJob,
  arimaRefitJob,
  forecastDriftJob,
  strategyDeliveries,
  sentimentFeaturesJob,
  archiveTicksJob,
  compaction,
  retention,
  backupJob,
  modelManifest,
  healthSamples(() => JOBS),
];

/** The job of an id, or undefined. */
export function jobOf(id: string): Job | undefined {
  return JOBS.find((job) => job.id === id);
}
