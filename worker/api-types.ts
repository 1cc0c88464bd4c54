import type { app } from "./app.ts";

/**
 * All routes as types, and nothing else: the page's client is `hc<Api>`. Its declarations are emitted to dist/types
 * (tsconfig.api.json), since the page is checked against the DOM and this folder against workerd: ADR 9.
 */
export type Api = typeof app;
