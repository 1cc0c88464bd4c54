import { HTTPException } from "hono/http-exception";
import { expect, test } from "vitest";
import { ERRORS, type ErrorCode, WickError } from "../contract/errors.ts";
import { ProblemSchema } from "../contract/rest/problem.ts";
import { ExtendedError, problemOf } from "./problem.ts";

test("[REST-2] every code becomes a problem with its own status", () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const { problem, unexpected } = problemOf(new WickError(code, "because"), "id-12345");
    expect(ProblemSchema.parse(problem)).toMatchObject({
      code,
      status: ERRORS[code].status,
      detail: "because",
    });
    expect(unexpected).toBe(false);
  }
});

test("[REST-2] what nobody expected is opaque", () => {
  const { problem, unexpected } = problemOf(new TypeError("secret: db password"), "id-12345");
  expect(unexpected).toBe(true);
  expect(problem).toMatchObject({ status: 500, code: "internal", requestId: "id-12345" });
  expect(JSON.stringify(problem)).not.toContain("secret");
});

test("[REST-2] an error that came over RPC keeps its code without its class", () => {
  const remote = Object.assign(new Error("used with another body"), { code: "idempotency_conflict" });
  expect(problemOf(remote, "id-12345").problem).toMatchObject({ status: 409, code: "idempotency_conflict" });
  const foreign = Object.assign(new Error("socket"), { code: "ECONNRESET" });
  expect(problemOf(foreign, "id-12345").unexpected).toBe(true);
});

test("[REST-21] a wait is told in whole seconds, at least one", () => {
  const wait = (retryAfterMs: number) =>
    problemOf(new WickError("rate_limited", undefined, { retryAfterMs }), "id").headers["retry-after"];
  expect([wait(1), wait(1_000), wait(1_001)]).toEqual(["1", "1", "2"]);
});

test("[REST-3] the framework's own refusals get their codes", () => {
  expect(problemOf(new HTTPException(400), "id").problem.code).toBe("invalid_json");
  expect(problemOf(new HTTPException(415), "id").problem.code).toBe("unsupported_media_type");
});

test("[REST-55] a problem can say more than its standard members", () => {
  const error = new ExtendedError(new WickError("payload_too_large", "too big"), { report: { lines: 3 } });
  expect(problemOf(error, "id").problem).toMatchObject({ status: 413, report: { lines: 3 } });
});
