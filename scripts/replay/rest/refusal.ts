import type { Refusal } from "../faults/fault-box.ts";
import { WEIGHT_LIMIT } from "./exchange-info.ts";

/** The body of a refusal; undefined where the exchange's firewall answers, with no JSON. */
export function refusalBody({ status, retryAfterSeconds }: Refusal, now: number): object | undefined {
  switch (status) {
    case 429:
      return {
        code: -1003,
        msg: `Too much request weight used; current limit is ${WEIGHT_LIMIT} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      };
    case 418: {
      const until = now + Math.ceil((retryAfterSeconds ?? 0) * 1_000);
      return {
        code: -1003,
        msg: `Way too much request weight used; IP banned until ${until}. Please use WebSocket Streams for live updates to avoid bans.`,
      };
    }
    case 451:
      return {
        code: 0,
        msg: "Service unavailable from a restricted location according to 'b. Eligibility' in https://www.binance.com/en/terms. Please contact customer service if you believe you received this message in error.",
      };
    case 500:
      return { code: -1000, msg: "An unknown error occurred while processing the request." };
    default:
      return undefined;
  }
}
