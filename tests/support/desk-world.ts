import { parseVariables } from "../../platform/config.ts";
import { FeedError } from "../../platform/feeds/feed.ts";
import { configuredSources } from "../../platform/sources/configured.ts";
import { Desk, type DeskState } from "../../platform/sources/desk.ts";
import type { Kept } from "../../platform/sources/market-shelf.ts";
import { hangs, type SourceServer, sourceServer } from "./source-server.ts";

export interface DeskWorld {
  readonly gecko: SourceServer;
  readonly cap: SourceServer;
  readonly compare: SourceServer;
  /** A desk on what the last one has stored, as after an eviction. */
  open(variables?: Record<string, string>): Desk;
  /** Sets the machine's clock ahead. */
  pass(ms: number): void;
  readonly now: () => number;
  /** Work that went on behind answers. */
  settled(): Promise<void>;
  readonly stored: () => { readonly state: DeskState | undefined; readonly markets: readonly Kept[] };
  close(): Promise<void>;
}

/** A desk in Node whose sources are servers on loopback, and whose clock can be set ahead. */
export async function openDeskWorld(startsAt: number): Promise<DeskWorld> {
  const [gecko, cap, compare] = await Promise.all([
    sourceServer(hangs),
    sourceServer(hangs),
    sourceServer(hangs),
  ]);
  let offset = startsAt - Date.now();
  const now = () => Date.now() + offset;
  let state: DeskState | undefined;
  let markets: readonly Kept[] = [];
  let behind: Promise<unknown>[] = [];

  return {
    gecko,
    cap,
    compare,
    now,
    pass: (ms) => {
      offset += ms;
    },
    stored: () => ({ state, markets }),
    settled: async () => {
      const all = behind;
      behind = [];
      await Promise.all(all);
    },
    open: (variables = {}) => {
      const config = parseVariables({
        MARKET_SOURCES: "coingecko,coincap,cryptocompare",
        COINGECKO_URL: gecko.url,
        COINCAP_URL: cap.url,
        CRYPTOCOMPARE_URL: compare.url,
        COINCAP_API_KEY: "secret",
        ...variables,
      });
      const exchange = async () => {
        throw new FeedError("unavailable", "there is no exchange here");
      };
      const { used, unused } = configuredSources(config, { fetch, now, exchange });
      return new Desk({
        sources: used,
        unused,
        now,
        sleep: (ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
        // As storage gives it back: a copy.
        load: () => structuredClone({ state, markets }),
        saveState: (next) => {
          state = structuredClone(next);
        },
        saveMarkets: (next) => {
          markets = structuredClone(next);
        },
        background: (work) => void behind.push(work),
      });
    },
    close: async () => {
      await Promise.all([gecko.close(), cap.close(), compare.close()]);
    },
  };
}
