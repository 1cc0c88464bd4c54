import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { type ForecastTimeframe, isModelTimeframe } from "../../../market/forecast/horizons.ts";
import type { ModelId } from "../../../market/forecast/model-id.ts";
import type { ForecastList, ForecastsApi, ForecastView } from "../../api/forecasts-api.ts";
import { askSooner } from "../ask-sooner.ts";
import { openPoll } from "../poll.ts";
import type { StreamPort } from "../stream-port.ts";

/** What a model says of one symbol and timeframe now. */
export interface ForecastFeed {
  readonly model: ReadonlySignal<ModelId>;
  /** Of the chosen model; null before its first answer, and where nothing can be said. */
  readonly forecast: ReadonlySignal<ForecastView | null>;
  /** Why nothing can be said, where the server says so. */
  readonly unavailable: ReadonlySignal<string | null>;
  /** Whether the chosen model has been answered for. */
  readonly ready: ReadonlySignal<boolean>;
  /** A bar has closed since: its forecast is on its way. */
  readonly behind: ReadonlySignal<boolean>;
  readonly error: ReadonlySignal<Error | null>;
  retry(): void;
  close(): void;
}

export interface ForecastFeedPorts {
  readonly api: ForecastsApi;
  readonly stream: StreamPort;
  /** Whether anybody looks at it: else nothing is asked. */
  readonly visible: ReadonlySignal<boolean>;
  /** Close time of the newest final bar: with each, there is something new to forecast. */
  readonly lastFinal: ReadonlySignal<number | null>;
  readonly model: ReadonlySignal<ModelId>;
  /** How often it is asked for besides. */
  readonly everyMs?: number;
}

/** Scores and revisions come by the stream; this is for what it did not say. */
const EVERY_MS = 5 * 60_000;
/** A bar is final here a moment before it is stored there. */
const SOON_MS = 5_000;
const RETRY_MS = 15_000;

export function openForecastFeed(
  symbol: string,
  timeframe: ForecastTimeframe,
  { api, stream, visible, lastFinal, model, everyMs = EVERY_MS }: ForecastFeedPorts,
): ForecastFeed {
  const poll = openPoll(
    (stop) => api.forecast({ symbol, timeframe, model: model.peek() }, stop),
    everyMs,
    visible,
  );
  /** What was answered of the chosen model; of another one nothing is shown. */
  const answer = computed(() => (poll.data.value?.model === model.value ? poll.data.value : null));
  const forecast = computed(() => forecastOf(answer.value, symbol));
  const behind = computed(() => isBehind(forecast.value, lastFinal.value));
  let isMissed = false;
  const refresh = () => {
    isMissed = !visible.peek();
    if (!isMissed) void poll.refresh();
  };
  // What nobody looked at is asked for when somebody does.
  const leaveSight = effect(() => {
    if (visible.value && isMissed) untracked(refresh);
  });

  let asked: ModelId | null = null;
  const leaveModel = effect(() => {
    const wanted = model.value;
    const isFirst = asked === null;
    asked = wanted;
    if (!isFirst) untracked(refresh);
  });
  const seen = signal<number | null>(null);
  const leaveBars = effect(() => {
    const at = lastFinal.value;
    const before = seen.peek();
    if (at === null || at === before) return;
    seen.value = at;
    if (before !== null) untracked(refresh);
  });
  const leaveStream = isModelTimeframe(timeframe)
    ? stream.subscribe(`forecast:${symbol}:${timeframe}`, ({ type }) => {
        if (type === "update") refresh();
      })
    : () => {};
  const leaveErrors = effect(() => {
    // Each failure is another error.
    if (poll.error.value === null || !visible.value) return;
    const timer = setTimeout(refresh, RETRY_MS);
    return () => clearTimeout(timer);
  });
  const leaveSoon = askSooner(poll, () => behind.value, SOON_MS, visible);

  return {
    model,
    forecast,
    unavailable: computed(
      () => answer.value?.unavailable.find((one) => one.symbol === symbol)?.detail ?? null,
    ),
    ready: computed(() => answer.value !== null),
    behind,
    error: poll.error,
    retry: () => void poll.refresh(),
    close() {
      leaveSight();
      leaveModel();
      leaveBars();
      leaveStream();
      leaveErrors();
      leaveSoon();
      poll.close();
    },
  };
}

function forecastOf(list: ForecastList | null, symbol: string): ForecastView | null {
  return list?.forecasts.find((one) => one.symbol === symbol) ?? null;
}

/** A bar's close time is its last millisecond; a forecast is issued at the one after. */
export function isBehind(forecast: ForecastView | null, lastFinal: number | null): boolean {
  return forecast !== null && lastFinal !== null && forecast.issuedAt <= lastFinal;
}
