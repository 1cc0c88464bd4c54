import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { createBatcher } from "./batcher.ts";
import { applyMinute, type Repair, repairOf } from "./gaps.ts";
import type { StreamPort } from "./stream-port.ts";
import { applyTrades, EMPTY_TAPE, type Tape } from "./tape.ts";
import { type Gap, readBarsEvent, readTradesEvent, type TradesEvent, type ViewTrade } from "./wire.ts";

/** The trade tape of one symbol, live. */
export interface TradeFeed {
  readonly tape: ReadonlySignal<Tape>;
  readonly last: ReadonlySignal<ViewTrade | null>;
  /** Gaps whose trades are still missing. */
  readonly gaps: ReadonlySignal<readonly Gap[]>;
  close(): void;
}

const REDRAW_MS = 100;

export function openTradeFeed(symbol: string, stream: StreamPort): TradeFeed {
  const tape = signal<Tape>(EMPTY_TAPE);
  const last = signal<ViewTrade | null>(null);
  const repairs = signal<readonly Repair[]>([]);
  const gaps = computed(() => repairs.value.map(({ gap }) => gap));
  let leaveMinutes: (() => void) | undefined;

  // Repairs are announced as 1m bars, whatever timeframe is shown; they are followed while one is due.
  const follow = (gap: Gap) => {
    repairs.value = [...repairs.value, repairOf(gap)];
    leaveMinutes ??= stream.subscribe(`bars:${symbol}:1m`, (message) => {
      const event = readBarsEvent(message);
      if (event === null || event.kind === "gap") return;
      repairs.value = event.bars.reduce(applyMinute, repairs.value);
      if (repairs.value.length > 0) return;
      leaveMinutes?.();
      leaveMinutes = undefined;
    });
  };

  const batcher = createBatcher<TradesEvent>((events) => {
    batch(() => {
      tape.value = applyTrades(tape.value, events);
      const newest = tape.value.rows.find((row) => row.kind === "trade");
      if (newest !== undefined) last.value = newest;
    });
  }, REDRAW_MS);
  const leave = stream.subscribe(`trades:${symbol}`, (message) => {
    const event = readTradesEvent(message);
    if (event === null) return;
    if (event.kind === "gap") follow(event.gap);
    batcher.add(event);
  });
  return {
    tape,
    last,
    gaps,
    close() {
      leave();
      leaveMinutes?.();
      batcher.close();
    },
  };
}
