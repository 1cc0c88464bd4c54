import { z } from "zod";
import { refuseTarget } from "./webhooks/target.ts";

const urlList = (fallback: string, protocol: RegExp) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim().replace(/\/+$/, ""))
        .filter(Boolean),
    )
    .refine((urls) => urls.length > 0 && urls.every((url) => protocol.test(url) && URL.canParse(url)), {
      message: `a comma list of URLs matching ${protocol}`,
    });

const url = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) => text.trim().replace(/\/+$/, ""))
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), { message: "an http(s) URL" });

const VariablesSchema = z.object({
  BINANCE_REST_URL: urlList("https://data-api.binance.vision", /^https?:\/\//),
  BINANCE_WS_URL: urlList("wss://data-stream.binance.vision", /^wss?:\/\//),
  MARKET_SOURCE: z.enum(["binance", "replay"]).default("binance"),
  SYMBOLS: z
    .string()
    .default("BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT,LTCUSDT,BNBUSDT,ADAUSDT,DOGEUSDT")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim().toUpperCase())
        .filter(Boolean),
    )
    .refine((list) => list.every((symbol) => /^[A-Z0-9]{2,20}$/.test(symbol)), {
      message: "a comma list of symbols",
    }),
  ENVIRONMENT: z.enum(["production", "development", "test"]).default("production"),
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  RELAYS: z.coerce.number().int().min(1).max(1_000).default(4),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).default(1_200),
  /** Where coins' market data come from, in the order in which they are tried; empty for our own hubs alone. */
  MARKET_SOURCES: z
    .string()
    .default("coingecko,coincap,cryptocompare,binance")
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(["coingecko", "coincap", "cryptocompare", "binance"]))),
  COINGECKO_URL: url("https://api.coingecko.com"),
  COINCAP_URL: url("https://rest.coincap.io"),
  CRYPTOCOMPARE_URL: url("https://min-api.cryptocompare.com"),
  COINGECKO_API_KEY: z.string().optional(),
  COINCAP_API_KEY: z.string().optional(),
  CRYPTOCOMPARE_API_KEY: z.string().optional(),
  /** Public kline archives by month and day, as at data.binance.vision; empty to use REST alone. */
  BINANCE_ARCHIVE_URL: z.string().default(""),
  /** How long D1 keeps bars before they are in R2 alone; larger frames stay for ever. */
  HOT_DAYS_1M: z.coerce.number().int().min(8).max(3_660).default(30),
  HOT_DAYS_5M: z.coerce.number().int().min(62).max(3_660).default(365),
  HOT_DAYS_15M: z.coerce.number().int().min(185).max(3_660).default(365),
  /** What hubs make of their bars: 1 indicators, patterns and signals, 0 bars alone. */
  ANALYTICS: z
    .enum(["0", "1"])
    .default("1")
    .transform((text) => text === "1"),
  /** Raw ticks as Parquet by the hour in R2: 1 keeps them, 0 does not. */
  ARCHIVE_TICKS: z
    .enum(["0", "1"])
    .default("1")
    .transform((text) => text === "1"),
  /** Backups that are kept; older ones are deleted. */
  BACKUPS_KEPT: z.coerce.number().int().min(1).max(365).default(14),
  /** The n8n flow that `init --fetch-sentiment-n8n` starts, and what it is shown as X-Webhook-Secret; empty for none. */
  N8N_SENTIMENT_ANALYSIS_URL: z
    .string()
    .default("")
    .transform((text) => text.trim())
    .refine((text) => text === "" || (/^https?:\/\//.test(text) && URL.canParse(text)), {
      message: "an http(s) URL",
    }),
  /** What n8n shows when it sends analyses, and what its flow is shown: without it nothing is taken in. */
  N8N_WEBHOOK_SECRET: z.string().optional(),
  /** Where predictions on demand are sent on to, and what they are signed with; empty for nowhere. */
  STRATEGY_WEBHOOK_URL: z
    .string()
    .default("")
    .transform((text) => text.trim()),
  STRATEGY_WEBHOOK_SECRET: z.string().optional(),
  WICK_TEST_HOOKS: z
    .enum(["0", "1"])
    .default("0")
    .transform((text) => text === "1"),
});

/** Shorter ones can be guessed. */
const LEAST_SECRET = 16;

const ConfigSchema = VariablesSchema.superRefine((variables, context) => {
  const { STRATEGY_WEBHOOK_URL: target, STRATEGY_WEBHOOK_SECRET: secret, ENVIRONMENT } = variables;
  if (target === "") return;
  const refuse = (name: string, message: string) =>
    context.addIssue({ code: "custom", path: [name], message });
  const refusal = refuseTarget(target, ENVIRONMENT === "production");
  if (refusal !== null) refuse("STRATEGY_WEBHOOK_URL", refusal);
  if (secret === undefined || secret.length < LEAST_SECRET)
    refuse("STRATEGY_WEBHOOK_SECRET", `at least ${LEAST_SECRET} characters`);
});

/** The configuration, parsed once an isolate at the door. */
export type Config = z.infer<typeof ConfigSchema>;

/** The configuration that variables tell. @throws Error that names every missing or bad one. */
export function parseVariables(variables: object): Config {
  const result = ConfigSchema.safeParse(variables);
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`bad configuration: ${problems.join("; ")}`);
  }
  return result.data;
}
