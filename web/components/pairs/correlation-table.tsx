import type { Timeframe } from "../../../market/time/timeframe.ts";
import type { CorrelationMatrix, PairsApi } from "../../api/pairs-api.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { Notice } from "../notice.tsx";
import { usePoll } from "../use-poll.ts";

interface CorrelationTableProps {
  readonly api: PairsApi;
  readonly timeframe: Timeframe;
  readonly window: number;
  readonly pair: { readonly symbol1: string; readonly symbol2: string };
  readonly onPick: (symbol1: string, symbol2: string) => void;
}

const EVERY_MS = 60_000;

/** How the returns of all symbols go together. A cell opens its pair. */
export function CorrelationTable({ api, timeframe, window, pair, onPick }: CorrelationTableProps) {
  const poll = usePoll(`matrix ${timeframe} ${window}`, EVERY_MS, (signal) =>
    api.matrix(timeframe, window, signal),
  );
  const matrix = poll.data.value;
  return (
    <section class="pair-matrix" aria-label="Correlations">
      <div class="section-bar">
        <h2>Correlation of returns</h2>
        <span class="faint">
          last {window} bars of {timeframe} that two symbols have in common
        </span>
      </div>
      {matrix === null && poll.error.value === null && <div class="table-skeleton" aria-busy="true" />}
      {poll.error.value !== null && matrix === null && (
        <Notice
          title="The matrix did not load"
          action={{ label: "Try again", run: () => void poll.refresh() }}
        >
          {poll.error.value.message}
        </Notice>
      )}
      {poll.error.value !== null && matrix !== null && (
        <p class="stale-note">What is shown may be old: {poll.error.value.message}</p>
      )}
      {matrix !== null && <Cells matrix={matrix} pair={pair} onPick={onPick} />}
    </section>
  );
}

interface CellsProps extends Pick<CorrelationTableProps, "pair" | "onPick"> {
  readonly matrix: CorrelationMatrix;
}

function Cells({ matrix, pair, onPick }: CellsProps) {
  const { symbols, correlations, bars, omitted } = matrix;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section class="table-box" tabIndex={0} aria-label="Correlation matrix">
        <table class="matrix num">
          <thead>
            <tr>
              <td />
              {symbols.map((symbol) => (
                <th key={symbol} scope="col">
                  {symbol}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {symbols.map((row, i) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {symbols.map((column, j) => (
                  <Cell
                    key={column}
                    row={row}
                    column={column}
                    value={correlations[i]?.[j] ?? null}
                    bars={bars[i]?.[j] ?? 0}
                    current={row === pair.symbol1 && column === pair.symbol2}
                    onPick={onPick}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {omitted > 0 && <p class="faint pair-note">{omitted} more symbols are left out.</p>}
    </>
  );
}

interface CellProps extends Pick<CorrelationTableProps, "onPick"> {
  readonly row: string;
  readonly column: string;
  readonly value: number | null;
  readonly bars: number;
  readonly current: boolean;
}

/** The number is the meaning; the tint only helps to find it. */
function Cell({ row, column, value, bars, current, onPick }: CellProps) {
  const text = value === null ? "–" : formatDecimal(value, 2);
  if (row === column) return <td class="diagonal">{text}</td>;
  const strength = value === null ? 0 : Math.round(Math.abs(value) * 55);
  const hue = value !== null && value < 0 ? "var(--down)" : "var(--up)";
  return (
    <td style={{ background: `color-mix(in srgb, ${hue} ${strength}%, transparent)` }}>
      <button
        type="button"
        aria-pressed={current}
        title={`${row} by ${column}: ${value === null ? `only ${bars} bars in common` : `of ${bars} bars`}`}
        aria-label={`${row} by ${column}, ${text}`}
        onClick={() => onPick(row, column)}
      >
        {text}
      </button>
    </td>
  );
}
