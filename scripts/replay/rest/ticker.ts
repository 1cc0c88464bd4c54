import { tickerOf, tickerRest } from "../model/ticker.ts";
import type { Endpoint } from "./endpoint.ts";

/** `GET /api/v3/ticker/24hr`: an object for `symbol`, a list otherwise. */
export const ticker24hr: Endpoint = {
  weight(query, listed) {
    if (query.has("symbol")) return 2;
    const count = query.has("symbols") ? (query.get("symbols") ?? "").split(",").length : listed;
    if (!query.has("symbols")) return 80;
    return count <= 20 ? 2 : count <= 100 ? 40 : 80;
  },
  answer({ exchange, params, micro, now }) {
    const single = params.text("symbol") !== undefined;
    const symbols = params.symbols() ?? exchange.symbols;
    params.done();
    const views = symbols.map((symbol) => exchange.view(symbol));
    const rows = views.map((view) => tickerRest(view.market.spec.symbol, tickerOf(view, now), micro));
    return single ? rows[0] : rows;
  },
};
