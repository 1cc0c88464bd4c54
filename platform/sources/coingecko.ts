import { z } from "zod";
import type { CoinName } from "../../contract/market.ts";
import { amount, isoTime, price, rank, signedAmount, webAddress, words } from "./amount.ts";
import { chartPoints } from "./chart-points.ts";
import { goodRows } from "./rows.ts";
import type { DetailsRow, MarketRow, MarketSource } from "./source.ts";
import { getJson, type HttpSource, shaped } from "./source-http.ts";

const MarketSchema = z.object({
  id: z.string().min(1),
  current_price: price,
  price_change_24h: signedAmount,
  price_change_percentage_24h: signedAmount,
  high_24h: amount,
  low_24h: amount,
  total_volume: amount,
  market_cap: amount,
  market_cap_rank: rank,
  circulating_supply: amount,
  total_supply: amount,
  max_supply: amount,
});

/** An amount in many currencies, of which dollars are read. */
const inUsd = z
  .object({ usd: amount })
  .transform(({ usd }) => usd)
  .catch(null);
const timeInUsd = z
  .object({ usd: isoTime })
  .transform(({ usd }) => usd)
  .catch(null);

const DetailsSchema = z.object({
  id: z.string().min(1),
  name: words(100),
  market_cap_rank: rank,
  description: z
    .object({ en: z.unknown() })
    .transform(({ en }) => plainText(en))
    .catch(null),
  links: z
    .object({ homepage: z.array(webAddress) })
    .transform(({ homepage }) => homepage.find((address) => address !== null) ?? null)
    .catch(null),
  image: z
    .object({ large: webAddress })
    .transform(({ large }) => large)
    .catch(null),
  genesis_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable()
    .catch(null),
  categories: z
    .array(z.unknown())
    .transform((all) => all.filter((one) => typeof one === "string" && one !== "").slice(0, 20) as string[])
    .catch([]),
  market_data: z.object({
    market_cap: inUsd,
    circulating_supply: amount,
    total_supply: amount,
    max_supply: amount,
    ath: inUsd,
    ath_date: timeInUsd,
    atl: inUsd,
    atl_date: timeInUsd,
  }),
});

const ChartSchema = z.object({ prices: z.array(z.unknown()), total_volumes: z.array(z.unknown()) });

/** CoinGecko's API v3, public or with a demo key. Prices are its average over exchanges, in US dollars. */
export function coinGecko(http: HttpSource): MarketSource {
  return {
    id: "coingecko",
    maxCoins: 250,

    async markets(coins, timeoutMs) {
      const ids = coins.map(({ id }) => id).join(",");
      const query = new URLSearchParams({ vs_currency: "usd", ids, per_page: "250", precision: "full" });
      const answer = await getJson(http, `/api/v3/coins/markets?${query}`, timeoutMs);
      const asked = new Set(coins.map(({ id }) => id));
      return goodRows(shaped(z.array(z.unknown()), answer), (row) => {
        const result = MarketSchema.safeParse(row);
        return result.success && asked.has(result.data.id) ? marketRow(result.data) : null;
      });
    },

    async details(coin, timeoutMs) {
      const query =
        "localization=false&tickers=false&market_data=true&community_data=false&developer_data=false&sparkline=false";
      const answer = await getJson(http, `/api/v3/coins/${encodeURIComponent(coin.id)}?${query}`, timeoutMs);
      return { value: detailsRow(coin, shaped(DetailsSchema, answer)), badRows: 0 };
    },

    async chart(coin, days, timeoutMs) {
      const query = `vs_currency=usd&days=${days}&interval=daily&precision=full`;
      const path = `/api/v3/coins/${encodeURIComponent(coin.id)}/market_chart?${query}`;
      const { prices, total_volumes } = shaped(ChartSchema, await getJson(http, path, timeoutMs));
      return chartPoints(
        prices.map((pair) => (Array.isArray(pair) ? [pair[0], pair[1]] : [])),
        total_volumes.map((pair) => (Array.isArray(pair) ? [pair[0], pair[1]] : [])),
      );
    },
  };
}

function marketRow(row: z.output<typeof MarketSchema>): MarketRow {
  return {
    coin: row.id,
    price: row.current_price,
    change24h: row.price_change_24h,
    changePercent24h: row.price_change_percentage_24h,
    high24h: row.high_24h,
    low24h: row.low_24h,
    volume24h: row.total_volume,
    marketCap: row.market_cap,
    rank: row.market_cap_rank,
    circulatingSupply: row.circulating_supply,
    totalSupply: row.total_supply,
    maxSupply: row.max_supply,
  };
}

function detailsRow(coin: CoinName, row: z.output<typeof DetailsSchema>): DetailsRow {
  const { market_data: market } = row;
  return {
    coin: coin.id,
    name: row.name,
    rank: row.market_cap_rank,
    description: row.description,
    homepage: row.links,
    image: row.image,
    genesis: row.genesis_date,
    categories: row.categories,
    marketCap: market.market_cap,
    circulatingSupply: market.circulating_supply,
    totalSupply: market.total_supply,
    maxSupply: market.max_supply,
    allTimeHigh: market.ath,
    allTimeHighAt: market.ath_date,
    allTimeLow: market.atl,
    allTimeLowAt: market.atl_date,
  };
}

/** Its descriptions hold links in HTML; ours are plain text. */
function plainText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const text = value
    .slice(0, 20_000)
    .replace(/<[^>]*>/g, "")
    .replace(/\r\n/g, "\n")
    .trim()
    .slice(0, 4_000);
  return text === "" ? null : text;
}
