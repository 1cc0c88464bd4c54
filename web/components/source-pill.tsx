import { useComputed } from "@preact/signals";
import { useDesk } from "./desk-context.ts";

/** Where the prices come from, by the feeds' own word: real or replayed must never be a guess. */
export function useMarketSource(): "binance" | "replay" | "push" | null {
  const { board } = useDesk();
  const source = useComputed(() => {
    const told = board.markets.value.flatMap((market) => {
      const status = market.status.value;
      return status === null ? [] : [status.state === "replay" ? "replay" : status.source];
    });
    if (told.includes("replay")) return "replay";
    if (told.includes("binance")) return "binance";
    return told.length === 0 ? null : "push";
  });
  return source.value;
}

const LABELS = { binance: "Binance spot", replay: "Replay market", push: "Pushed ticks" } as const;

export function SourcePill() {
  const source = useMarketSource();
  if (source === null) return null;
  return (
    <span class={`pill source ${source}`} title="Where the prices come from">
      <i class="dot" aria-hidden="true" />
      {LABELS[source]}
      {source === "replay" && <span class="source-text">{REPLAY_TEXT}</span>}
    </span>
  );
}

const REPLAY_TEXT = "Binance is not reachable from here, these prices are recorded or generated.";

/** Said in full and always in view while the market is not the real one. */
export function ReplayBanner() {
  if (useMarketSource() !== "replay") return null;
  return (
    <p class="banner">
      <strong>Replay market:</strong> {REPLAY_TEXT}
    </p>
  );
}
