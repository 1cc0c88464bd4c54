import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import { TIMEFRAME_MS } from "../../../market/time/timeframe.ts";
import type { AnalysisApi, CatalogIndicator, IndicatorCatalog } from "../../api/analysis-api.ts";
import type { BarFeed } from "../bar-feed.ts";
import { type AnchoredLine, anchoredLine } from "./anchored-lines.ts";
import { drawingOf } from "./drawing.ts";
import { choiceText, type IndicatorChoice } from "./indicator-choice.ts";
import { parametersOf, shortTitleOf, titleOf } from "./indicator-title.ts";
import type { IndicatorView } from "./indicator-view.ts";
import { openRemoteLine, type RemoteLine } from "./remote-line.ts";

/** The chosen indicators beside the bars of one feed. */
export interface LineBoard {
  readonly views: ReadonlySignal<readonly IndicatorView[]>;
  /** The chart shows bars from this open time on. */
  inView(from: number): void;
  close(): void;
}

/** A fold that needs more bars before the view than these is left to the server. */
const MOST_LEAD_BARS = 6_000;
/** Bars of the first view, until the chart tells what it shows. */
const FIRST_BARS = 300;

type Source =
  | { readonly kind: "local"; readonly line: AnchoredLine }
  | { readonly kind: "remote"; readonly line: RemoteLine }
  | { readonly kind: "none"; readonly reason: string };

interface Slot {
  readonly head: Omit<IndicatorView, "bars" | "values" | "live" | "phase" | "reason">;
  readonly source: Source;
}

export interface LineBoardPorts {
  readonly feed: BarFeed;
  readonly choices: ReadonlySignal<readonly IndicatorChoice[]>;
  readonly catalog: ReadonlySignal<IndicatorCatalog | null>;
  readonly api: AnalysisApi;
}

export function openLineBoard({ feed, choices, catalog, api }: LineBoardPorts): LineBoard {
  const lengthMs = TIMEFRAME_MS[feed.timeframe];
  const slots = new Map<string, Slot>();
  const viewFrom = signal<number | null>(null);

  const slotOf = (choice: IndicatorChoice, entry: CatalogIndicator | undefined): Slot => {
    const key = choiceText(choice);
    const known = slots.get(key);
    if (known !== undefined) return known;
    const slot = entry === undefined ? unknownSlot(key) : makeSlot(key, choice, entry);
    slots.set(key, slot);
    return slot;
  };

  const makeSlot = (key: string, choice: IndicatorChoice, entry: CatalogIndicator): Slot => {
    const parameters = parametersOf(choice, entry);
    const { lines, guides } = drawingOf(entry, parameters);
    const names = { title: titleOf(entry, parameters), short: shortTitleOf(entry, parameters) };
    const head = { key, ...names, pane: entry.pane, lines, guides };
    const kernel = INDICATORS.find(({ id }) => id === entry.id);
    const remote = (): Source => ({ kind: "remote", line: openRemoteLine(feed, key, api) });
    if (kernel === undefined) return { head, source: remote() };
    try {
      const line = anchoredLine(kernel, parameters, feed.timeframe);
      // Whoever counts from far back would load a history that nobody looks at.
      const newest = feed.bars.peek().at(-1)?.openTime ?? 0;
      const lead = (newest - line.neededFrom(newest)) / lengthMs;
      const far = kernel.settles(parameters) === "never" || lead > MOST_LEAD_BARS;
      return { head, source: far ? remote() : { kind: "local", line } };
    } catch (error) {
      const reason = error instanceof Error ? error.message : "These parameters are not allowed.";
      return { head, source: { kind: "none", reason } };
    }
  };

  const forgetOthers = (wanted: readonly IndicatorChoice[]) => {
    const keys = new Set(wanted.map(choiceText));
    for (const [key, { source }] of slots) {
      if (keys.has(key)) continue;
      if (source.kind === "remote") source.line.close();
      slots.delete(key);
    }
  };

  /** First open time that values are wanted for: what is in view, and a screen more. */
  const wantedFrom = (): number => {
    const bars = feed.bars.value;
    const first = viewFrom.value ?? bars.at(-FIRST_BARS)?.openTime ?? bars[0]?.openTime ?? 0;
    return first - FIRST_BARS * lengthMs;
  };

  const viewOf = ({ head, source }: Slot): IndicatorView => {
    const bars = feed.bars.value;
    const base = { ...head, bars, live: source.kind === "local" };
    if (source.kind === "none") {
      return { ...base, values: bars.map(() => null), phase: "failed", reason: source.reason };
    }
    if (source.kind === "local") {
      const whole = feed.history.value === "end";
      const values = source.line.update(bars, whole);
      const failed = feed.history.value === "failed" && values.at(-1) == null;
      const loading = !whole && source.line.neededFrom(wantedFrom()) < (bars[0]?.openTime ?? 0);
      if (failed) return { ...base, values, phase: "failed", reason: "Older bars did not load." };
      return { ...base, values, phase: loading ? "loading" : "ready", reason: null };
    }
    const { line } = source;
    line.news.value;
    const values = line.update(bars, wantedFrom());
    const reason = line.failure.value;
    return {
      ...base,
      values,
      reason,
      phase: reason !== null ? "failed" : line.settled() ? "ready" : "loading",
    };
  };

  const views = computed<readonly IndicatorView[]>(() => {
    const known = catalog.value;
    if (known === null || feed.bars.value.length === 0) return [];
    const wanted = choices.value;
    untracked(() => forgetOthers(wanted));
    return wanted.map((choice) => {
      const entry = known.indicators.find(({ id }) => id === choice.id);
      return viewOf(untracked(() => slotOf(choice, entry)));
    });
  });

  // The bars that values in view rest on are loaded as older bars are: they will be looked at sooner or later.
  const leave = effect(() => {
    if (views.value.length === 0) return;
    let need = Number.POSITIVE_INFINITY;
    for (const { source } of slots.values()) {
      if (source.kind === "local") need = Math.min(need, source.line.neededFrom(wantedFrom()));
    }
    untracked(() => feed.reach(need));
  });

  return {
    views,
    inView(from) {
      viewFrom.value = from;
    },
    close() {
      leave();
      forgetOthers([]);
    },
  };
}

function unknownSlot(key: string): Slot {
  const reason = "There is no such indicator.";
  return {
    head: { key, title: key, short: key, pane: "price", lines: [], guides: [] },
    source: { kind: "none", reason },
  };
}
