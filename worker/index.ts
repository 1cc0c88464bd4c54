import type { Env } from "../platform/env.ts";
import { app } from "./app.ts";
import { answerFromCache } from "./front.ts";
import { everyMinute } from "./scheduled.ts";

export { AlertLog } from "../durable-objects/alert-log/alert-log.ts";
export { MarketDesk } from "../durable-objects/market-desk/market-desk.ts";
export { PairHub } from "../durable-objects/pair-hub/pair-hub.ts";
export { StreamRelay } from "../durable-objects/stream-relay/stream-relay.ts";
export { SymbolHub } from "../durable-objects/symbol-hub/symbol-hub.ts";
export { WeightLedger } from "../durable-objects/weight-ledger/weight-ledger.ts";
export { BackfillWorkflow } from "./workflows/backfill-workflow.ts";
export { InitWorkflow } from "./workflows/init-workflow.ts";

export default {
  fetch: (request, env, ctx) => answerFromCache(request, env) ?? app.fetch(request, env, ctx),
  scheduled: (_controller, env, ctx) => ctx.waitUntil(everyMinute(env)),
} satisfies ExportedHandler<Env>;
