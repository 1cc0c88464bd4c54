import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { Timeframe } from "../../market/time/timeframe.ts";
import type { Api } from "../api/api.ts";
import type { AnalysisRoom, AnalysisWishes } from "./analysis/analysis-room.ts";
import { type IndicatorShelf, openShelf } from "./analysis/indicator-shelf.ts";
import { type BarFeed, openBarFeed } from "./bar-feed.ts";
import { type FeedView, feedView, type LinkState } from "./feed-view.ts";
import { openSilences } from "./gaps.ts";
import { type Market, type MarketBoard, openMarketBoard } from "./market-board.ts";
import type { Preferences } from "./preferences.ts";
import { DEFAULT_TIMEFRAME, parseRoute, type Route, symbolPath } from "./route.ts";
import type { StreamPort } from "./stream-port.ts";
import { openTradeFeed, type TradeFeed } from "./trade-feed.ts";
import type { Gap } from "./wire.ts";

export type Tab = "market" | "chart" | "analysis" | "trades";

/** Everything the components show and may do. */
export interface Desk {
  readonly preferences: Preferences;
  /** For pages of their own. */
  readonly stream: StreamPort;
  readonly link: ReadonlySignal<LinkState>;
  readonly board: MarketBoard;
  readonly route: ReadonlySignal<Route>;
  readonly timeframe: ReadonlySignal<Timeframe>;
  /** The symbol that is open; null while the first one is not known yet. */
  readonly symbol: ReadonlySignal<string | null>;
  readonly market: ReadonlySignal<Market | null>;
  readonly trades: ReadonlySignal<TradeFeed | null>;
  readonly bars: ReadonlySignal<BarFeed | null>;
  readonly feed: ReadonlySignal<FeedView>;
  /** Holes in the open symbol's data that are not closed yet. */
  readonly gaps: ReadonlySignal<readonly Gap[]>;
  /** Indicators on the chart. */
  readonly shelf: IndicatorShelf;
  /** Whether the list of indicators is open. */
  readonly picker: ReadonlySignal<boolean>;
  /** Comes after the first bars; `failed` where its code did not load. */
  readonly analysis: ReadonlySignal<AnalysisRoom | "failed" | null>;
  readonly filter: ReadonlySignal<string>;
  readonly shown: ReadonlySignal<readonly Market[]>;
  /** On a narrow screen: which of the four is in view. */
  readonly tab: ReadonlySignal<Tab>;
  open(symbol: string): void;
  /** Opens a page of the app by its address. */
  visit(path: string): void;
  /** The next or previous market of the shown list; steps do not pile up in the browser's history. */
  step(by: 1 | -1): void;
  setTimeframe(timeframe: Timeframe): void;
  setFilter(text: string): void;
  setTab(tab: Tab): void;
  setPicker(open: boolean): void;
}

export interface DeskPorts {
  readonly api: Api;
  readonly stream: StreamPort;
  readonly link: ReadonlySignal<LinkState>;
  readonly preferences: Preferences;
  /** Fetches the code of the analysis, and opens it. */
  openAnalysis(ports: AnalysisWishes): Promise<AnalysisRoom>;
}

export function createDesk({ api, stream, link, preferences, openAnalysis }: DeskPorts): Desk {
  const route = signal<Route>(parseRoute(location.pathname, location.search));
  const board = openMarketBoard(api, stream);
  const shelf = openShelf(preferences.indicators, indicatorsOf(route.value));
  const analysis = signal<AnalysisRoom | "failed" | null>(null);
  const picker = signal(false);
  const filter = signal("");
  const tab = signal<Tab>("chart");
  const trades = signal<TradeFeed | null>(null);
  const bars = signal<BarFeed | null>(null);

  const symbol = computed(() => {
    const at = route.value;
    if (at.page === "symbol") return at.symbol;
    return at.page === "home" ? (board.markets.value[0]?.symbol ?? null) : null;
  });
  const timeframe = computed<Timeframe>(() => {
    const at = route.value;
    return at.page === "home" || at.page === "symbol" ? at.timeframe : DEFAULT_TIMEFRAME;
  });
  const market = computed(() => board.markets.value.find((one) => one.symbol === symbol.value) ?? null);
  const feed = computed(() => feedView(link.value, market.value?.status.value ?? null));
  const silences = computed(() =>
    bars.value === null ? [] : openSilences(bars.value.silences.value, bars.value.bars.value),
  );
  const gaps = computed(() => [...(trades.value?.gaps.value ?? []), ...silences.value]);
  const shown = computed(() => {
    const wanted = filter.value.trim().toLowerCase();
    return board.markets.value.filter((one) => `${one.symbol} ${one.name}`.toLowerCase().includes(wanted));
  });

  effect(() => {
    const of = symbol.value;
    const feedOf = of === null ? null : untracked(() => openTradeFeed(of, stream));
    trades.value = feedOf;
    return () => feedOf?.close();
  });
  effect(() => {
    const of = symbol.value;
    const frame = timeframe.value;
    const feedOf = of === null ? null : untracked(() => openBarFeed(of, frame, api, stream));
    bars.value = feedOf;
    return () => feedOf?.close();
  });

  effect(() => {
    const price = trades.value?.last.value?.price;
    if (price !== undefined) market.value?.learn(price);
  });

  effect(() => {
    if (bars.value?.phase.value !== "ready") return;
    for (const bar of bars.value.bars.peek()) market.value?.learn(bar.close);
  });

  const leaveFirstBars = effect(() => {
    // The first bars go first; what is said of them follows.
    if ((bars.value?.phase.value ?? "loading") === "loading") return;
    untracked(() => {
      queueMicrotask(() => leaveFirstBars());
      const { patternStrength, forecastModel, fan, analysisTab } = preferences;
      openAnalysis({ stream, bars, shelf, patternStrength, forecastModel, fan, analysisTab }).then(
        (room) => {
          analysis.value = room;
        },
        () => {
          analysis.value = "failed";
        },
      );
    });
  });

  // A chart can be shared by its address: it names the indicators that are on it.
  effect(() => {
    const text = shelf.text.value;
    const at = route.peek();
    if (at.page !== "symbol" || text === (at.indicators ?? "")) return;
    history.replaceState(null, "", symbolPath(at.symbol, at.timeframe, text));
    route.value = { page: "symbol", symbol: at.symbol, timeframe: at.timeframe, indicators: text };
  });

  addEventListener("popstate", () => {
    route.value = parseRoute(location.pathname, location.search);
    const asked = indicatorsOf(route.value);
    if (asked !== undefined) shelf.show(asked);
  });

  const go = (to: string, frame: Timeframe, how: "push" | "replace") => {
    const indicators = shelf.text.value;
    const path = symbolPath(to, frame, indicators);
    if (how === "push") history.pushState(null, "", path);
    else history.replaceState(null, "", path);
    route.value = { page: "symbol", symbol: to, timeframe: frame, indicators };
  };

  return {
    preferences,
    stream,
    link,
    board,
    route,
    timeframe,
    symbol,
    market,
    trades,
    bars,
    feed,
    gaps,
    shelf,
    picker,
    analysis,
    filter,
    shown,
    tab,
    open(to) {
      batch(() => {
        tab.value = "chart";
        if (to !== symbol.value || route.value.page !== "symbol") go(to, timeframe.value, "push");
      });
    },
    visit(path) {
      const { pathname, search } = new URL(path, location.href);
      history.pushState(null, "", path);
      batch(() => {
        tab.value = "chart";
        route.value = parseRoute(pathname, search);
      });
    },
    step(by) {
      const list = shown.value;
      const at = list.findIndex((one) => one.symbol === symbol.value);
      const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
      if (next !== undefined && next.symbol !== symbol.value) go(next.symbol, timeframe.value, "replace");
    },
    setTimeframe(frame) {
      if (symbol.value !== null && frame !== timeframe.value) go(symbol.value, frame, "replace");
    },
    setFilter(text) {
      filter.value = text;
    },
    setTab(to) {
      tab.value = to;
    },
    setPicker(open) {
      picker.value = open;
    },
  };
}

function indicatorsOf(route: Route): string | undefined {
  return route.page === "home" || route.page === "symbol" ? route.indicators : undefined;
}
