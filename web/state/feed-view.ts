import { formatDuration } from "../format/time.ts";
import type { FeedStatus } from "./wire.ts";

/** State of the page's own connection to Wick. */
export type LinkState = "connecting" | "open" | "reconnecting" | "closed";

export type Tone = "good" | "wait" | "warn" | "bad";

/** How the feed of a symbol is shown: a short label, and the whole truth in one sentence. */
export interface FeedView {
  readonly tone: Tone;
  readonly label: string;
  readonly detail: string;
  /** The prices on the page may be behind the market. */
  readonly stale: boolean;
}

const LAG_WARN_MS = 5_000;

/** What to say of the feed: the page's own connection first, since behind a dead link nothing else is known. */
export function feedView(link: LinkState, status: FeedStatus | null): FeedView {
  if (link === "closed") {
    return view("bad", "Offline", "The connection is closed. Prices are the last ones received.", true);
  }
  if (link === "reconnecting") {
    return view("warn", "Reconnecting", "The connection was lost. Prices are the last ones received.", true);
  }
  if (link === "connecting" || status === null) {
    return view("wait", "Connecting", "Waiting for the first live data.", false);
  }
  const lag = status.lagMs === null ? "" : ` · ${formatDuration(status.lagMs)}`;
  switch (status.state) {
    case "live":
    case "replay": {
      const where = status.state === "replay" || status.source === "replay" ? "Replay" : "Live";
      const late = status.lagMs !== null && status.lagMs > LAG_WARN_MS;
      return late
        ? view("warn", `Lagging${lag}`, "Trades arrive later than usual.", false)
        : view("good", `${where}${lag}`, "Every trade arrives; the lag is the newest trade's.", false);
    }
    case "stale":
      return view(
        "warn",
        `Stale${lag}`,
        "No fresh trades from the exchange. Wick is reconnecting to it.",
        true,
      );
    case "backfilling":
      return view(
        "wait",
        "Backfilling",
        "Missed trades are being fetched before anything newer is shown.",
        true,
      );
    case "blocked":
      return view(
        "bad",
        "Blocked",
        "The exchange refuses this region on every host. Prices do not move.",
        true,
      );
    default:
      return status.state satisfies never;
  }
}

function view(tone: Tone, label: string, detail: string, stale: boolean): FeedView {
  return { tone, label, detail, stale };
}
