import type { Env as WickEnv } from "../../platform/env.ts";

/** What the set-up and the Worker's configuration hand to the tests inside workerd. */
declare module "vitest" {
  interface ProvidedContext {
    /** A replay exchange of generated BTCUSDT trades. */
    readonly feedExchange: { readonly restUrl: string; readonly wsUrl: string };
  }
}

declare global {
  namespace Cloudflare {
    interface Env extends WickEnv {}
  }
}
