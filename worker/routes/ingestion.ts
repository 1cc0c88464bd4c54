import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { WickError } from "../../contract/errors.ts";
import {
  IngestRequestSchema,
  IngestResultSchema,
  MAX_TICKS,
  ProcessBarsRequestSchema,
  ProcessBarsResultSchema,
  UploadReportSchema,
} from "../../contract/rest/ingestion.ts";
import { ProblemSchema } from "../../contract/rest/problem.ts";
import type { AppEnv } from "../app-env.ts";
import { requireScope } from "../auth/require-scope.ts";
import { ingestTicks } from "../ingestion/ingest.ts";
import { Upload } from "../ingestion/upload.ts";
import { UPLOAD_LIMITS } from "../ingestion/upload-limits.ts";
import { ExtendedError } from "../problem.ts";
import { json } from "../respond.ts";
import { hubStub } from "../stubs.ts";
import { jsonOr, KEY_SECURITY } from "./responses.ts";

/** Ten thousand ticks of four hundred bytes. */
const MAX_INGEST_BYTES = 4 * 1024 * 1024;
const MAX_BODY_BYTES = 64 * 1024;

const idempotency = z.object({
  "idempotency-key": z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, { message: "1 to 128 visible ASCII characters" })
    .optional()
    .meta({ description: "Makes a repeat of the same body harmless where ticks have no id." }),
});

const limit = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new WickError("payload_too_large", `The body may hold ${maxSize} bytes.`);
    },
  });

const ingest = createRoute({
  method: "post",
  path: "/api/ingestion/ingest",
  tags: ["ingestion"],
  summary: `Takes up to ${MAX_TICKS} ticks of push symbols; stored before the answer`,
  security: KEY_SECURITY,
  middleware: [requireScope("ingest"), limit(MAX_INGEST_BYTES)] as const,
  request: {
    headers: idempotency,
    body: { required: true, content: { "application/json": { schema: IngestRequestSchema } } },
  },
  responses: jsonOr(IngestResultSchema, "What became of the ticks"),
});

const upload = createRoute({
  method: "post",
  path: "/api/ingestion/upload",
  tags: ["ingestion"],
  summary: "Takes NDJSON of ticks, a line each, streamed; gzip is recognised",
  description:
    "Bad lines are reported by number, good ones are kept. An upload that must be stopped answers a problem " +
    "whose `report` says what was kept.",
  security: KEY_SECURITY,
  middleware: [requireScope("ingest")] as const,
  request: {
    headers: idempotency,
    body: {
      required: true,
      content: {
        "application/x-ndjson": { schema: z.string() },
        "application/gzip": { schema: z.string().meta({ format: "binary" }) },
      },
    },
  },
  responses: {
    200: {
      description: "What became of the lines",
      content: { "application/json": { schema: UploadReportSchema } },
    },
    default: {
      description: "Why it failed or was stopped",
      content: {
        "application/problem+json": {
          schema: ProblemSchema.extend({ report: UploadReportSchema.optional() }),
        },
      },
    },
  },
});

const processBars = createRoute({
  method: "post",
  path: "/api/ingestion/process-bars",
  tags: ["ingestion"],
  summary: "Rebuilds the bars of a timeframe from the stored ticks",
  security: KEY_SECURITY,
  middleware: [requireScope("ingest"), limit(MAX_BODY_BYTES)] as const,
  request: {
    body: { required: true, content: { "application/json": { schema: ProcessBarsRequestSchema } } },
  },
  responses: jsonOr(ProcessBarsResultSchema, "What was checked and corrected"),
});

const ENCODINGS = new Set(["", "identity", "gzip", "x-gzip"]);

export const ingestionRoutes = new OpenAPIHono<AppEnv>()
  .openapi(ingest, async (c) => {
    const { ticks } = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const rows = new Map((await c.var.isolate.registry.active()).map((row) => [row.symbol, row]));
    const result = await ingestTicks(ticks, {
      feedOf: (symbol) => rows.get(symbol)?.feed,
      ingest: (symbol, part) => hubStub(c.env, symbol).ingest(part, key),
    });
    return json(result);
  })
  .openapi(upload, async (c) => {
    const encoding = c.req.header("content-encoding")?.trim().toLowerCase() ?? "";
    if (!ENCODINGS.has(encoding)) {
      throw new WickError("unsupported_media_type", "The encoding must be gzip or none.");
    }
    const { body } = c.req.raw;
    if (body === null) throw new WickError("invalid_input", "The body is empty.");
    const key = c.req.valid("header")["idempotency-key"];
    const rows = new Map((await c.var.isolate.registry.active()).map((row) => [row.symbol, row]));
    const { report, stopped } = await new Upload(
      {
        feedOf: (symbol) => rows.get(symbol)?.feed,
        // A batch is the same part of the same upload each time, so it has a key of its own.
        ingest: (symbol, ticks, batch) =>
          hubStub(c.env, symbol).ingest(ticks, key === undefined ? undefined : `${key}/${batch}`),
      },
      UPLOAD_LIMITS,
    ).run(body);
    if (stopped === undefined) return json(report);
    throw new ExtendedError(stopped, { report });
  })
  .openapi(processBars, async (c) => {
    const { symbol: name, timeframe } = c.req.valid("json");
    const { symbol } = await c.var.isolate.registry.resolve(name);
    const report = await hubStub(c.env, symbol).processBars(timeframe);
    return json({ symbol, ...report });
  });
