import type { HubBarPage, SymbolHubRpc } from "../../contract/hub.ts";
import type { Bar } from "../../market/bars/bar.ts";
import type { Part, Wish } from "../../market/history/draft.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { withDeadline } from "../deadline.ts";
import { errorText, log } from "../telemetry/log.ts";

/** A hub that is being moved or is stuck must not keep readers from what is stored. */
const PATIENCE_MS = 3_000;
/** Beyond every time there is; such a bound is left out. */
export const FOREVER: EpochMs = 8_640_000_000_000_000;

/** What a symbol's hub told. */
export interface HubPart extends Part {
  /** Open time from which on the hub has all; null when it has nothing. */
  readonly oldest: EpochMs | null;
  readonly forming: Bar | undefined;
  /** It could not be asked: what it has is not known. */
  readonly failed?: boolean;
}

/** Asks a hub. One that fails, or does not answer in time, is logged and has nothing. */
export async function readHub(
  hub: Pick<SymbolHubRpc, "getBars">,
  symbol: string,
  timeframe: Timeframe,
  wish: Wish,
): Promise<HubPart> {
  try {
    const { forward, from, to, limit } = wish;
    const page = await withDeadline(
      hub.getBars({
        timeframe,
        // One more tells whether there are more; another is pushed out by the forming bar.
        limit: limit + 2,
        forming: true,
        ...(forward ? { from } : {}),
        ...(to >= FOREVER ? {} : { to }),
      }),
      PATIENCE_MS,
      "the hub",
    );
    return partOf(page, wish);
  } catch (error) {
    log({ event: "hub_failed", symbol, action: "bars", error: errorText(error) });
    return { bars: [], cutAt: null, oldest: null, forming: undefined, failed: true };
  }
}

function partOf({ bars, more, oldest }: HubBarPage, { forward, from }: Wish): HubPart {
  const forming = bars.findLast((bar) => !bar.final);
  const finals = bars.filter((bar) => bar.final && bar.openTime >= from);
  const edge = (forward ? finals.at(-1) : finals[0])?.openTime ?? null;
  return { bars: finals, cutAt: more ? edge : null, oldest, forming };
}
