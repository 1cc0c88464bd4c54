import type { Coin } from "../../api/coin-api.ts";
import { Since } from "../since.tsx";

type Source = NonNullable<Coin["market"]>["source"];

const NAMES: Readonly<Record<Source, string>> = {
  coingecko: "CoinGecko",
  coincap: "CoinCap",
  cryptocompare: "CryptoCompare",
  binance: "Binance",
  wick: "Wick’s own bars",
};

interface SourceNoteProps {
  /** Null for what is built in. */
  readonly source: Source | null;
  readonly asOf: number | null;
  readonly stale?: boolean;
}

/** Who told a number, and how old it is: nothing from outside is shown without it. */
export function SourceNote({ source, asOf, stale = false }: SourceNoteProps) {
  return (
    <p class="source-note faint">
      {source === null ? "Built in" : NAMES[source]}
      {asOf !== null && (
        <>
          {" · "}
          <Since at={asOf} />
        </>
      )}
      {stale && <span class="mark-tag revised">stale</span>}
    </p>
  );
}
