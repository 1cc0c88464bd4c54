import { z } from "zod";

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

const ConfigSchema = z.object({
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
  WICK_TEST_HOOKS: z
    .enum(["0", "1"])
    .default("0")
    .transform((text) => text === "1"),
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
