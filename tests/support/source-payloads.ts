import type { SourceAnswer } from "./source-server.ts";

/**
 * Answers in the shape that the sources document, as text: digits beyond a double are part of what is tested.
 * The fields that nobody reads are there as well, a few of each.
 */
export const GECKO_BITCOIN = `{"id":"bitcoin","symbol":"btc","name":"Bitcoin",
  "image":"https://coin-images.coingecko.com/coins/images/1/large/bitcoin.png?1696501400",
  "current_price":67250.123456789012345,"market_cap":1325380911567100123,"market_cap_rank":1,
  "fully_diluted_valuation":1411720000000,"total_volume":31425678901.5,"high_24h":67900,"low_24h":66010.5,
  "price_change_24h":-1200.25,"price_change_percentage_24h":-1.75321,"market_cap_change_24h":-2.1e10,
  "circulating_supply":19712345.0,"total_supply":21000000.0,"max_supply":21000000.0,"ath":73738,
  "ath_change_percentage":-8.8,"ath_date":"2024-03-14T07:10:36.635Z","atl":67.81,"roi":null,
  "last_updated":"2024-08-09T12:00:00.000Z"}`;

export const GECKO_PEPE = `{"id":"pepe","symbol":"pepe","name":"Pepe","current_price":7.8e-06,"market_cap":3281234567,
  "market_cap_rank":31,"total_volume":812345678,"high_24h":8.1e-6,"low_24h":7.5e-6,"price_change_24h":1.2e-7,
  "price_change_percentage_24h":1.5,"circulating_supply":420689899999994.8,"total_supply":420689899999994.8,
  "max_supply":null,"last_updated":"2024-08-09T12:00:00.000Z"}`;

export const GECKO_DETAILS = `{"id":"bitcoin","symbol":"btc","name":"Bitcoin","web_slug":"bitcoin","platforms":{"":""},
  "categories":["Cryptocurrency","Layer 1 (L1)",null],
  "description":{"en":"Bitcoin is the first <a href=\\"https://example.org\\">cryptocurrency</a>.\\r\\nMore."},
  "links":{"homepage":["","http://www.bitcoin.org"],"whitepaper":"https://bitcoin.org/bitcoin.pdf"},
  "image":{"thumb":"https://coin-images.coingecko.com/t.png","large":"https://coin-images.coingecko.com/l.png"},
  "genesis_date":"2009-01-03","market_cap_rank":1,
  "market_data":{"current_price":{"usd":67250},"ath":{"usd":73738,"eur":67405},
    "ath_date":{"usd":"2024-03-14T07:10:36.635Z"},"atl":{"usd":67.81},"atl_date":{"usd":"2013-07-06T00:00:00.000Z"},
    "market_cap":{"usd":1325380911567},"total_supply":21000000.0,"max_supply":21000000.0,"circulating_supply":19712345.0}}`;

export const GECKO_CHART = `{"prices":[[1723075200000,61710.135],[1723161600000,60880.1],[1723204800000,60900.25]],
  "market_caps":[[1723075200000,1217700000000]],
  "total_volumes":[[1723075200000,31425678901.5],[1723161600000,28000000000],[1723204800000,27000000000]]}`;

export const CAP_BITCOIN = `{"id":"bitcoin","rank":"1","symbol":"BTC","name":"Bitcoin","supply":"19712345.0000000000000000",
  "maxSupply":"21000000.0000000000000000","marketCapUsd":"1325380911567.4699281625807300",
  "volumeUsd24Hr":"12927959461.1750323310959460","priceUsd":"67250.8217756835584756",
  "changePercent24Hr":"-0.8101417214350335","vwap24Hr":"67175.0663247679233209","explorer":"https://blockchain.info/"}`;

export const CAP_XRP = `{"id":"xrp","rank":"7","symbol":"XRP","name":"XRP","supply":"56000000000.0000000000000000",
  "maxSupply":"0","marketCapUsd":"33600000000","volumeUsd24Hr":"1000000000","priceUsd":"0.6000000000000001",
  "changePercent24Hr":"2.5","vwap24Hr":null,"explorer":"https://xrpcharts.ripple.com/#/graph/"}`;

export const COMPARE_BITCOIN = `{"TYPE":"5","MARKET":"CCCAGG","FROMSYMBOL":"BTC","TOSYMBOL":"USD","FLAGS":"2052",
  "PRICE":67249.9,"LASTUPDATE":1723204800,"MEDIAN":67250,"VOLUME24HOUR":33000.5,"VOLUME24HOURTO":2219000000.25,
  "OPEN24HOUR":68450.1,"HIGH24HOUR":67901.5,"LOW24HOUR":66001.25,"CHANGE24HOUR":-1200.2000000000116,
  "CHANGEPCT24HOUR":-1.7534,"SUPPLY":19712345,"MKTCAP":1325632000000,"CIRCULATINGSUPPLY":19712345,
  "CIRCULATINGSUPPLYMKTCAP":1325632000000,"TOTALVOLUME24H":316173.5,"TOTALVOLUME24HTO":21253660440.319899,
  "IMAGEURL":"/media/37746251/btc.png"}`;

export const COMPARE_CHART = `{"Response":"Success","Message":"","HasWarning":false,"Type":100,"RateLimit":{},
  "Data":{"Aggregated":false,"TimeFrom":1723075200,"TimeTo":1723161600,"Data":[
    {"time":1723075200,"high":62000,"low":60000,"open":61000,"volumefrom":30000,"volumeto":1851000000.5,"close":61710.1},
    {"time":1723161600,"high":62000,"low":59000,"open":61710.1,"volumefrom":29000,"volumeto":1771000000,"close":60880}]}}`;

export const COMPARE_LIMITED = `{"Response":"Error","Message":"You are over your rate limit please upgrade your account!",
  "HasWarning":false,"Type":99,"RateLimit":{"calls_made":{"month":11001},"max_calls":{"month":11000}},"Data":{}}`;

export const COMPARE_UNKNOWN = `{"Response":"Error","Message":"cccagg_or_exchange market does not exist for this coin pair (NOPE-USD)",
  "HasWarning":false,"Type":2,"RateLimit":{},"Data":{},"ParamWithError":"fsyms"}`;

/** A 24-hour ticker of the exchange. */
export function tickerText(symbol: string, last: string): string {
  return `{"symbol":"${symbol}","priceChange":"-94.99999800","priceChangePercent":"-95.960","weightedAvgPrice":"0.29628482",
    "prevClosePrice":"0.10002000","lastPrice":"${last}","lastQty":"200.00000000","bidPrice":"4.00000000",
    "askPrice":"4.00000200","openPrice":"99.00000000","highPrice":"100.00000000","lowPrice":"0.10000000",
    "volume":"8913.30000000","quoteVolume":"15.30000000","openTime":1499783499040,"closeTime":1499869899040,
    "firstId":28385,"lastId":28460,"count":76}`;
}

/** CoinGecko for bitcoin alone: its market, details and chart; any other coin is not known. */
export const bitcoinSource: SourceAnswer = (request, response) => {
  const path = request.url ?? "";
  const body = path.startsWith("/api/v3/coins/markets")
    ? `[${GECKO_BITCOIN}]`
    : path.startsWith("/api/v3/coins/bitcoin/market_chart")
      ? GECKO_CHART
      : path.startsWith("/api/v3/coins/bitcoin?")
        ? GECKO_DETAILS
        : undefined;
  response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
  response.end(body ?? '{"error":"coin not found"}');
};
