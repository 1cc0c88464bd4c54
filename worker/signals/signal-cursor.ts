import { WickError } from "../../contract/errors.ts";
import { isSymbolId } from "../../contract/symbol.ts";
import type { Signal } from "../../market/signals/signal.ts";
import { isTimeframe } from "../../market/time/timeframe.ts";
import type { SignalPlace } from "../../platform/d1/signal-queries.ts";

/** One more signal than a page has was read: the cursor stands behind the page's last, null where nothing follows. */
export function signalCursor(read: readonly Signal[], limit: number): string | null {
  const last = read[limit - 1];
  if (read.length <= limit || last === undefined) return null;
  return btoa(`${last.issuedAt}:${last.symbol}:${last.timeframe}`).replaceAll("=", "");
}

/** @throws WickError invalid_input */
export function placeOf(cursor: string): SignalPlace {
  const [issuedAt = "", symbol = "", timeframe = "", ...rest] = decodeBase64(cursor).split(":");
  if (rest.length > 0 || !/^\d{1,16}$/.test(issuedAt) || !isSymbolId(symbol) || !isTimeframe(timeframe)) {
    throw new WickError("invalid_input", "The cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "unknown cursor" }],
    });
  }
  return { issuedAt: Number(issuedAt), symbol, timeframe };
}

function decodeBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}
