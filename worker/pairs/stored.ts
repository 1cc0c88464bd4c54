import { WickError } from "../../contract/errors.ts";
import { withDeadline } from "../../platform/deadline.ts";

const STORE_MS = 5_000;

/** What D1 is asked for or given, in time. @throws WickError unavailable, where it fails or hangs. */
export async function fromStore<T>(work: Promise<T>): Promise<T> {
  try {
    return await withDeadline(work, STORE_MS, "D1");
  } catch (cause) {
    const detail = "Stored values cannot be read or written right now.";
    throw new WickError("unavailable", detail, { cause, retryAfterMs: STORE_MS });
  }
}
