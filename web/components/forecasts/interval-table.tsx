import type { ForecastView, HorizonForecastView } from "../../api/forecasts-api.ts";
import { formatPercent } from "../../format/change.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { bothClocks, formatDateTime } from "../../format/time.ts";
import { barsText } from "../../state/forecasts/model-words.ts";
import { useDesk } from "../desk-context.ts";

interface IntervalTableProps {
  readonly forecast: ForecastView;
  /** Fractional digits of a price. */
  readonly digits: number;
}

/** Where the price may be at each horizon, in prices and as change from the close, and how far it may swing. */
export function IntervalTable({ forecast, digits }: IntervalTableProps) {
  return (
    <section class="side-section" aria-label="Intervals">
      <h3>
        Intervals <span class="faint">from the close {formatDecimal(forecast.close, digits)}</span>
      </h3>
      {forecast.horizons.map((one) => (
        <Horizon key={one.horizon} of={one} forecast={forecast} digits={digits} />
      ))}
    </section>
  );
}

interface HorizonProps extends IntervalTableProps {
  readonly of: HorizonForecastView;
}

function Horizon({ of, forecast, digits }: HorizonProps) {
  const zone = useDesk().preferences.zone.value;
  const { horizon, targetTime, prices, volatility, conformal } = of;
  const price = (value: number) => formatDecimal(value, digits);
  const change = (value: number) => formatPercent((value / forecast.close - 1) * 100);
  const absent = (output: "quantiles" | "variance") =>
    forecast.absent.find((one) => one.output === output)?.why ?? "not told";
  return (
    <table class="levels intervals num" data-horizon={horizon}>
      <caption>
        In {barsText(horizon)}
        <time class="faint" title={bothClocks(targetTime)}>
          {formatDateTime(targetTime, zone, false)}
        </time>
      </caption>
      <tbody>
        {prices === null ? (
          <tr>
            <th scope="row">Prices</th>
            <td class="why">{absent("quantiles")}</td>
          </tr>
        ) : (
          <>
            <tr>
              <th scope="row">Median</th>
              <td data-level="median">{price(prices[2])}</td>
              <td>{change(prices[2])}</td>
            </tr>
            {(
              [
                ["80 %", prices[1], prices[3]],
                ["95 %", prices[0], prices[4]],
              ] as const
            ).map(([name, low, high]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td data-level={name}>
                  {price(low)} – {price(high)}
                </td>
                <td>
                  {change(low).slice(0, -1)} … {change(high)}
                </td>
              </tr>
            ))}
          </>
        )}
        <tr>
          <th scope="row" title="Expected standard deviation of the log return over the horizon">
            Volatility
          </th>
          {volatility === null ? (
            <td colSpan={2} class="why">
              {absent("variance")}
            </td>
          ) : (
            <td colSpan={2} data-level="volatility">
              {formatDecimal(volatility * 100, 2)}%
            </td>
          )}
        </tr>
        {prices !== null && (
          <tr>
            <th scope="row" title="By how much what came of earlier forecasts has changed the intervals">
              Adjusted
            </th>
            <td colSpan={2} class="faint">
              {conformal.factor80 === 1 && conformal.factor95 === 1
                ? `no: ${formatDecimal(conformal.n, 0)} scored`
                : `× ${formatDecimal(conformal.factor80, 2)} and × ${formatDecimal(conformal.factor95, 2)}, of ${formatDecimal(conformal.n, 0)}`}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
