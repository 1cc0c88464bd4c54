import type { Env } from "../platform/env.ts";
import type { Isolate } from "./isolate.ts";

/** What every handler and middleware finds in its context. */
export interface AppEnv {
  Bindings: Env;
  Variables: {
    readonly requestId: string;
    readonly isolate: Isolate;
  };
}
