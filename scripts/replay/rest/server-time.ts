import type { Endpoint } from "./endpoint.ts";

/** `GET /api/v3/ping`. */
export const ping: Endpoint = {
  weight: () => 1,
  answer({ params }) {
    params.done();
    return {};
  },
};

/** `GET /api/v3/time`. */
export const time: Endpoint = {
  weight: () => 1,
  answer({ params, micro, now }) {
    params.done();
    return { serverTime: micro ? now * 1_000 : now };
  },
};
