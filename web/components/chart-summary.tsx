import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatDecimal, fractionDigits } from "../format/decimal.ts";
import { pairName } from "../format/pair.ts";
import { formatDateTime } from "../format/time.ts";
import type { BarFeed } from "../state/bar-feed.ts";
import type { BarSeries } from "../state/bar-series.ts";
import type { Market } from "../state/market-board.ts";
import type { ViewBar } from "../state/wire.ts";
import { useDesk } from "./desk-context.ts";

const ROWS = 12;
const EVERY_MS = 5_000;

interface ChartSummaryProps {
  readonly feed: BarFeed;
  readonly market: Market;
}

/** The chart for those who cannot see it: the newest bar in words and the last bars as a table. */
export function ChartSummary({ feed, market }: ChartSummaryProps) {
  const { preferences } = useDesk();
  const shown = useSignal<BarSeries>([]);
  useEffect(() => {
    const take = () => {
      shown.value = feed.bars.peek().slice(-ROWS).reverse();
    };
    take();
    const timer = setInterval(take, EVERY_MS);
    return () => clearInterval(timer);
  }, [feed, shown]);
  const latest = shown.value[0];
  const zone = preferences.zone.value;
  const price = (value: number) => formatDecimal(value, market.digits.value);
  const volume = (value: number) => formatDecimal(value, fractionDigits(value));
  const say = (bar: ViewBar) =>
    `${pairName(market)}, ${feed.timeframe} bars. The newest, ${formatDateTime(bar.openTime, zone)}, is ` +
    `${bar.final ? "final" : "still forming"}: open ${price(bar.open)}, high ${price(bar.high)}, ` +
    `low ${price(bar.low)}, close ${price(bar.close)}, volume ${volume(bar.volume)} ${market.base}.`;
  if (latest === undefined) return null;
  return (
    <figcaption class="hidden">
      <p>{say(latest)}</p>
      <table>
        <caption>The last {shown.value.length} bars, newest first</caption>
        <thead>
          <tr>
            {["Open time", "Open", "High", "Low", "Close", "Volume", "State"].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.value.map((bar) => (
            <tr key={bar.openTime}>
              <th scope="row">{formatDateTime(bar.openTime, zone)}</th>
              <td>{price(bar.open)}</td>
              <td>{price(bar.high)}</td>
              <td>{price(bar.low)}</td>
              <td>{price(bar.close)}</td>
              <td>{volume(bar.volume)}</td>
              <td>{bar.final ? "final" : "forming"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figcaption>
  );
}
