import { z } from "zod";
import type { CoinName } from "../../contract/market.ts";
import { amount, amountText, price, rank, signedAmount, webAddress, words } from "./amount.ts";
import { chartPoints } from "./chart-points.ts";
import { goodRows } from "./rows.ts";
import { emptyRow, type MarketSource } from "./source.ts";
import { getJson, type HttpSource, shaped } from "./source-http.ts";

const DAY_MS = 86_400_000;

/** Where CoinCap names a coin otherwise than we do. */
const OWN_IDS: Readonly<Record<string, string>> = {
  ripple: "xrp",
  binancecoin: "binance-coin",
  "avalanche-2": "avalanche",
  near: "near-protocol",
  "the-open-network": "toncoin",
};

const AssetSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  name: words(100),
  rank,
  supply: amount,
  maxSupply: amount,
  marketCapUsd: amount,
  volumeUsd24Hr: amount,
  priceUsd: price,
  changePercent24Hr: signedAmount,
  explorer: webAddress,
});
type Asset = z.output<typeof AssetSchema>;

const PointSchema = z.object({ time: z.unknown(), priceUsd: z.unknown() });

/** CoinCap's API v3; it answers nobody without a key. Volume-weighted prices over exchanges, in US dollars. */
export function coinCap(http: HttpSource): MarketSource {
  const idOf = (coin: CoinName) => OWN_IDS[coin.id] ?? coin.id;
  return {
    id: "coincap",
    maxCoins: 100,

    async markets(coins, timeoutMs) {
      const query = new URLSearchParams({ ids: coins.map(idOf).join(",") });
      const answer = await getJson(http, `/v3/assets?${query}`, timeoutMs);
      const { data } = shaped(z.object({ data: z.array(z.unknown()) }), answer);
      return goodRows(data, (row) => {
        const result = AssetSchema.safeParse(row);
        if (!result.success) return null;
        // Their ids are not ours: the base asset has to agree as well.
        const coin = coins.find((one) => idOf(one) === result.data.id && one.base === result.data.symbol);
        return coin === undefined ? null : { ...emptyRow(coin.id), ...fieldsOf(result.data) };
      });
    },

    async details(coin, timeoutMs) {
      const answer = await getJson(http, `/v3/assets/${encodeURIComponent(idOf(coin))}`, timeoutMs);
      const { data } = shaped(z.object({ data: AssetSchema }), answer);
      const { marketCap, circulatingSupply, maxSupply, rank: place } = fieldsOf(data);
      return {
        badRows: 0,
        value: {
          coin: coin.id,
          name: data.name,
          rank: place,
          description: null,
          homepage: null,
          image: null,
          genesis: null,
          categories: [],
          marketCap,
          circulatingSupply,
          totalSupply: null,
          maxSupply,
          allTimeHigh: null,
          allTimeHighAt: null,
          allTimeLow: null,
          allTimeLowAt: null,
        },
      };
    },

    async chart(coin, days, timeoutMs) {
      const end = http.now();
      const query = `interval=d1&start=${end - days * DAY_MS}&end=${end}`;
      const path = `/v3/assets/${encodeURIComponent(idOf(coin))}/history?${query}`;
      const { data } = shaped(z.object({ data: z.array(PointSchema) }), await getJson(http, path, timeoutMs));
      return chartPoints(
        data.map(({ time, priceUsd }) => [time, priceUsd]),
        [],
      );
    },
  };
}

function fieldsOf(asset: Asset) {
  return {
    price: asset.priceUsd,
    changePercent24h: asset.changePercent24Hr,
    volume24h: asset.volumeUsd24Hr,
    marketCap: asset.marketCapUsd,
    rank: asset.rank,
    circulatingSupply: asset.supply,
    // It writes 0 where there is no bound.
    maxSupply: amountText(asset.maxSupply) === "0" ? null : asset.maxSupply,
  };
}
