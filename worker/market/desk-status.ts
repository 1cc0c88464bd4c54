import { WickError } from "../../contract/errors.ts";
import type { DeskStatus } from "../../contract/market.ts";
import type { Env } from "../../platform/env.ts";
import { inTime } from "../health/survey.ts";
import { deskStub } from "../stubs.ts";

/** The desk as it stands, from its memory. @throws WickError unavailable, when it does not answer in time */
export async function deskStatus(env: Env): Promise<DeskStatus> {
  const status = await inTime("desk", deskStub(env).status());
  if (status === undefined) {
    throw new WickError("unavailable", "The market desk does not answer.", { retryAfterMs: 5_000 });
  }
  return status;
}
