import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { forbiddenImports } from "./import-rules.ts";

function problemsOf(path: string, text: string): string[] {
  return forbiddenImports([{ path, text }], (from, specifier) => posix.join(posix.dirname(from), specifier));
}

describe("import rules", () => {
  it.each([
    ["market/bars/sum.ts", 'import { z } from "../../contract/stream.ts";'],
    ["market/bars/sum.ts", 'import { z } from "zod";'],
    ["market/bars/sum.ts", "const now = Date.now();"],
    ["market/indicators/ema/ema.ts", 'import { EMA } from "trading-signals";'],
    ["contract/stream.ts", 'import type { Env } from "../platform/env.ts";'],
    ["platform/env.ts", 'import { Hub } from "../durable-objects/symbol-hub/hub.ts";'],
    ["durable-objects/symbol-hub/hub.ts", 'export { app } from "../../worker/app.ts";'],
    ["worker/app.ts", 'import { SymbolHub } from "../durable-objects/symbol-hub/symbol-hub.ts";'],
    ["web/main.tsx", 'import { app } from "../worker/app.ts";'],
    ["web/main.tsx", 'const late = await import("../platform/env.ts");'],
  ])("refuse %s: %s", (path, text) => {
    expect(problemsOf(path, text)).toHaveLength(1);
  });

  it.each([
    ["contract/bar-json.ts", 'import type { Bar } from "../market/bars/bar.ts";'],
    ["worker/index.ts", 'export { SymbolHub } from "../durable-objects/symbol-hub/symbol-hub.ts";'],
    ["worker/routes/prices.ts", 'import { z } from "zod";'],
    ["market/indicators/library/averages.ts", 'import { EMA } from "trading-signals";'],
    ["web/api/client.ts", 'import type { App } from "../../worker/app.ts";'],
    ["market/bars/sum.ts", "// Date.now() is not for us"],
  ])("allow %s: %s", (path, text) => {
    expect(problemsOf(path, text)).toEqual([]);
  });
});
