import type { Config } from "../../platform/config.ts";

/** What deliveries to the strategy webhook are called. */
export const STRATEGY = "strategy";

/** Where a message goes, and what it is signed with. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

/** Null where none is configured. */
export function strategyTarget(config: Config): WebhookTarget | null {
  const { STRATEGY_WEBHOOK_URL: url, STRATEGY_WEBHOOK_SECRET: secret } = config;
  return url === "" || secret === undefined ? null : { url, secret };
}
