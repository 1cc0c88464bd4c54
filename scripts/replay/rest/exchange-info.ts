import type { SymbolSpec } from "../model/market.ts";
import { decimal8 } from "../model/wire.ts";
import type { Endpoint } from "./endpoint.ts";

/** Request weight a minute that `exchangeInfo` promises. */
export const WEIGHT_LIMIT = 6_000;

/** `GET /api/v3/exchangeInfo`. */
export const exchangeInfo: Endpoint = {
  weight: () => 20,
  answer({ exchange, params, micro, now }) {
    const symbols = params.symbols() ?? exchange.symbols;
    params.done();
    return {
      timezone: "UTC",
      serverTime: micro ? now * 1_000 : now,
      rateLimits: [
        { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: WEIGHT_LIMIT },
        { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 100 },
        { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 200_000 },
        { rateLimitType: "RAW_REQUESTS", interval: "MINUTE", intervalNum: 5, limit: 61_000 },
      ],
      exchangeFilters: [],
      symbols: symbols.map((symbol) => describe(exchange.view(symbol).market.spec)),
    };
  },
};

function describe(spec: SymbolSpec): Record<string, unknown> {
  const step = (digits: number) => decimal8(10n ** BigInt(8 - digits));
  return {
    symbol: spec.symbol,
    status: "TRADING",
    baseAsset: spec.baseAsset,
    baseAssetPrecision: 8,
    quoteAsset: spec.quoteAsset,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS_LIMIT", "TAKE_PROFIT_LIMIT"],
    icebergAllowed: true,
    ocoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: "PRICE_FILTER",
        minPrice: step(spec.priceDigits),
        maxPrice: "1000000.00000000",
        tickSize: step(spec.priceDigits),
      },
      {
        filterType: "LOT_SIZE",
        minQty: step(spec.sizeDigits),
        maxQty: "90000000000.00000000",
        stepSize: step(spec.sizeDigits),
      },
      { filterType: "ICEBERG_PARTS", limit: 10 },
      {
        filterType: "MARKET_LOT_SIZE",
        minQty: "0.00000000",
        maxQty: "90000000000.00000000",
        stepSize: "0.00000000",
      },
      {
        filterType: "NOTIONAL",
        minNotional: "5.00000000",
        applyMinToMarket: true,
        maxNotional: "9000000.00000000",
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: "MAX_NUM_ORDERS", maxNumOrders: 200 },
      { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 5 },
    ],
    permissions: [],
    permissionSets: [["SPOT"]],
    defaultSelfTradePreventionMode: "EXPIRE_MAKER",
    allowedSelfTradePreventionModes: ["EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
  };
}
