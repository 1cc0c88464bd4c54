/**
 * The few types of the Workers platform that code under test names, for tests that run in Node: the whole of
 * them would clash with Node's own globals.
 */
import type * as Workers from "@cloudflare/workers-types";

declare global {
  type D1Database = Workers.D1Database;
  type D1PreparedStatement = Workers.D1PreparedStatement;
  type D1Result<T = unknown> = Workers.D1Result<T>;
  type R2Bucket = Workers.R2Bucket;
  type R2ObjectBody = Workers.R2ObjectBody;
  type R2Object = Workers.R2Object;
  type Fetcher = Workers.Fetcher;
  type DurableObjectNamespace<T extends Workers.Rpc.DurableObjectBranded | undefined = undefined> =
    Workers.DurableObjectNamespace<T>;
  type Workflow<P = unknown> = Workers.Workflow<P>;
  namespace Rpc {
    type DurableObjectBranded = Workers.Rpc.DurableObjectBranded;
  }
}
