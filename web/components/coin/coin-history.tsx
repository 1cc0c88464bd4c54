import { type Signal, useSignal } from "@preact/signals";
import { TIMEFRAMES, type Timeframe } from "../../../market/time/timeframe.ts";
import type { Decimal, TableBar } from "../../api/coin-api.ts";
import { formatDecimal, fractionDigits } from "../../format/decimal.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import { boundsOf, type DateRange, firstRange } from "../../state/history-range.ts";
import type { Market } from "../../state/market-board.ts";
import { useDesk } from "../desk-context.ts";
import { DownloadIcon } from "../icons.tsx";
import { Notice } from "../notice.tsx";
import { usePoll } from "../use-poll.ts";
import { useCoinApi } from "./coin-context.ts";
import { TimeframeSelect } from "./timeframe-select.tsx";

const ROWS = 24;
const EVERY_MS = 30_000;
/** Seconds are kept for hours only: nothing to look up by dates. */
const FRAMES = TIMEFRAMES.filter((timeframe) => timeframe !== "1s");

/** Bars by dates: the newest of the stretch as a table, all of it as files. */
export function CoinHistory({ market }: { readonly market: Market }) {
  const timeframe = useSignal<Timeframe>("1d");
  // The market's own clock: a recording of 2024 has no bars of today.
  const now = market.asOf.peek() ?? Date.now();
  const range = useSignal<DateRange>(firstRange("1d", now));
  const bounds = boundsOf(range.value);
  const wanted = bounds && { symbol: market.symbol, timeframe: timeframe.value, ...bounds };
  return (
    <section class="history" aria-label="History">
      <div class="section-bar">
        <h2>History</h2>
        <form class="history-form" onSubmit={(event) => event.preventDefault()}>
          <TimeframeSelect
            frames={FRAMES}
            value={timeframe.value}
            onChange={(next) => {
              timeframe.value = next;
              range.value = firstRange(next, now);
            }}
          />
          <DateInput label="From" end="from" range={range} />
          <DateInput label="To" end="to" range={range} />
        </form>
        {wanted !== null && <Downloads {...wanted} />}
      </div>
      {wanted === null ? (
        <Notice title="No such stretch">Both days are needed, the first not after the second.</Notice>
      ) : (
        <Rows {...wanted} market={market} />
      )}
    </section>
  );
}

interface DateInputProps {
  readonly label: string;
  readonly end: keyof DateRange;
  readonly range: Signal<DateRange>;
}

function DateInput({ label, end, range }: DateInputProps) {
  return (
    <label class="field">
      {label}
      <input
        type="date"
        required
        value={range.value[end]}
        onChange={(event) => {
          range.value = { ...range.value, [end]: event.currentTarget.value };
        }}
      />
    </label>
  );
}

interface WantedProps {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from: number;
  readonly to: number;
}

function Downloads(wanted: WantedProps) {
  const api = useCoinApi();
  return (
    <span class="downloads">
      {(["csv", "parquet"] as const).map((format) => (
        <a
          key={format}
          class="button"
          href={api.exportPath(wanted, format)}
          download
          title={`All final bars of the stretch as ${format === "csv" ? "CSV" : "Parquet"}, every digit`}
        >
          <DownloadIcon /> {format === "csv" ? "CSV" : "Parquet"}
        </a>
      ))}
    </span>
  );
}

function Rows({ market, ...wanted }: WantedProps & { readonly market: Market }) {
  const api = useCoinApi();
  const poll = usePoll(Object.values(wanted).join(), EVERY_MS, (signal) => api.bars(wanted, ROWS, signal));
  const bars = poll.data.value;
  if (bars === null) {
    return poll.error.value === null ? (
      <div class="table-skeleton" aria-busy="true" />
    ) : (
      <Notice title="Bars did not load" action={{ label: "Try again", run: () => void poll.refresh() }}>
        {poll.error.value.message}
      </Notice>
    );
  }
  if (bars.length === 0) return <Notice title="No bars">Nothing was traded in this stretch.</Notice>;
  return (
    <>
      {poll.error.value !== null && (
        <p class="stale-note">The newest bars did not load: {poll.error.value.message}</p>
      )}
      <BarTable bars={bars} market={market} />
    </>
  );
}

function BarTable({ bars, market }: { readonly bars: readonly TableBar[]; readonly market: Market }) {
  const zone = useDesk().preferences.zone.value;
  const { base } = market;
  // Every digit, and as many in each row, so that the points stand under each other.
  const priceDigits = bars.reduce((most, bar) => {
    return Math.max(most, ...[bar.open, bar.high, bar.low, bar.close].map(fractionDigits));
  }, market.digits.value);
  const volumeDigits = Math.max(...bars.map(({ volume }) => fractionDigits(volume)));
  const price = (value: Decimal) => formatDecimal(value, priceDigits);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="table-box" tabIndex={0} aria-label="Newest bars of the stretch">
      <table class="table num">
        <thead>
          <tr>
            <th scope="col">Open time</th>
            {["Open", "High", "Low", "Close", base === "" ? "Volume" : `Volume, ${base}`].map((head) => (
              <th key={head} scope="col" class="right">
                {head}
              </th>
            ))}
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {bars.toReversed().map((bar) => (
            <tr key={bar.openTime}>
              <th scope="row" title={bothClocks(bar.openTime)}>
                {formatDateTime(bar.openTime, zone, false)}
              </th>
              <td class="right">{price(bar.open)}</td>
              <td class="right">{price(bar.high)}</td>
              <td class="right">{price(bar.low)}</td>
              <td class="right">{price(bar.close)}</td>
              <td class="right">{formatDecimal(bar.volume, volumeDigits)}</td>
              <td>
                <span class={`mark-tag ${bar.final ? "final" : "forming"}`}>
                  {bar.final ? "final" : "forming"}
                </span>
                {bar.revision > 0 && <span class="mark-tag revised">revision {bar.revision}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
