import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { EpochMsSchema } from "../../contract/rest/bar.ts";
import type { AppEnv } from "../app-env.ts";
import { json } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const health = createRoute({
  method: "get",
  path: "/health",
  tags: ["system"],
  summary: "Liveness",
  responses: jsonOr(z.object({ status: z.literal("ok") }), "The Worker answers"),
});

const quick = createRoute({
  method: "get",
  path: "/health/quick",
  tags: ["system"],
  summary: "Liveness, with the time",
  responses: jsonOr(z.object({ status: z.literal("ok"), time: EpochMsSchema }), "The Worker answers"),
});

export const healthRoutes = new OpenAPIHono<AppEnv>()
  .openapi(health, () => json({ status: "ok" as const }))
  .openapi(quick, () => json({ status: "ok" as const, time: Date.now() }));
