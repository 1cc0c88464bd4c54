import type { Env } from "../../../platform/env.ts";
import worker from "../../../worker/index.ts";

export * from "../../../worker/index.ts";

const TAP = /^\/bench\/(stream|status|analysis)\/([A-Z0-9]+)$/;

/** The real Worker, with a door to a hub's own stream and status, which otherwise only relays and routes have. */
export default {
  ...worker,
  fetch: (request, env, ctx) => {
    const url = new URL(request.url);
    const [, what, symbol = ""] = TAP.exec(url.pathname) ?? [];
    const hub = env.SYMBOL_HUB.getByName(symbol);
    if (what === "stream") return hub.fetch(`https://hub/stream${url.search}`, request);
    if (what === "analysis") return hub.getAnalysis("1m").then((analysis) => Response.json(analysis));
    if (what === "status") return hub.getStatus().then((status) => Response.json(status));
    return worker.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<Env>;
