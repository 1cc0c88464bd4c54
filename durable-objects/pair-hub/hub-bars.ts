import type { LivePairTimeframe } from "../../contract/live-pairs.ts";
import { HubLink } from "../stream-relay/hub-link.ts";
import type { PairPorts } from "./pair-ports.ts";

export type SideIndex = 0 | 1;

export interface HubBarsHandlers {
  /** An event of a symbol's bars, in order, without a hole. */
  onEvent(timeframe: LivePairTimeframe, side: SideIndex, json: string): void;
  /** The exchange's time has come so far for a symbol. */
  onClock(side: SideIndex, time: number): void;
  /** A symbol does not exist (any more). */
  onRefused(): void;
}

type LinkPorts = Pick<PairPorts, "symbols" | "hubs" | "later" | "now" | "random">;

/** Live prices that follow each other faster than this are conflated by the hub. */
const INTERVAL_MS = 250;

/**
 * The links to both symbols' hubs: the bars of every followed timeframe, and the ticker, which tells the exchange's
 * time each second also where nothing is traded. The same link as a relay's: it comes back with what was missed.
 */
export class HubBars {
  readonly #ports: LinkPorts;
  readonly #handlers: HubBarsHandlers;
  readonly #links: [HubLink | undefined, HubLink | undefined] = [undefined, undefined];
  readonly #timeframes = new Set<LivePairTimeframe>();

  constructor(ports: LinkPorts, handlers: HubBarsHandlers) {
    this.#ports = ports;
    this.#handlers = handlers;
  }

  follow(timeframe: LivePairTimeframe): void {
    this.#timeframes.add(timeframe);
    for (const side of [0, 1] as const) {
      const symbol = this.#ports.symbols[side];
      const link = this.#links[side] ?? this.#open(side);
      this.#links[side] = link;
      // From the beginning: the hub answers a snapshot, and what comes after it follows.
      link.follow(`ticker:${symbol}`, 0, INTERVAL_MS);
      link.follow(`bars:${symbol}:${timeframe}`, 0, INTERVAL_MS);
    }
  }

  unfollow(timeframe: LivePairTimeframe): void {
    this.#timeframes.delete(timeframe);
    for (const side of [0, 1] as const) {
      const symbol = this.#ports.symbols[side];
      this.#links[side]?.unfollow(`bars:${symbol}:${timeframe}`);
      if (this.#timeframes.size === 0) this.#links[side]?.unfollow(`ticker:${symbol}`);
    }
    if (this.#timeframes.size === 0) this.letGo();
  }

  tick(): void {
    for (const link of this.#links) link?.tick();
  }

  letGo(): void {
    for (const side of [0, 1] as const) {
      this.#links[side]?.close();
      this.#links[side] = undefined;
    }
  }

  #open(side: SideIndex): HubLink {
    const { symbols, hubs, later, now, random } = this.#ports;
    const { onEvent, onClock, onRefused } = this.#handlers;
    return new HubLink(
      symbols[side],
      hubs,
      {
        onEvent: ({ channel, ts }, json) => {
          onClock(side, ts);
          const timeframe = this.#timeframeOf(channel);
          if (timeframe !== undefined) onEvent(timeframe, side, json);
        },
        onFrameDone: () => {},
        onRefused: (channels) => {
          // A symbol that is fed by API may have no ticker; without bars there is no pair.
          if (channels.some((channel) => channel.startsWith("bars:"))) onRefused();
        },
        onIdle: () => {},
      },
      { later, now, random },
    );
  }

  #timeframeOf(channel: string): LivePairTimeframe | undefined {
    const [kind, , timeframe] = channel.split(":");
    if (kind !== "bars") return undefined;
    return [...this.#timeframes].find((one) => one === timeframe);
  }
}
