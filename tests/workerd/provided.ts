import type { Env as WickEnv } from "../../platform/env.ts";
import type {} from "../support/provided.ts";

/** The Worker's bindings, as `env` of cloudflare:test has them. */
declare global {
  namespace Cloudflare {
    interface Env extends WickEnv {}
  }
}
