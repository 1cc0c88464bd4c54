import type { ShownDecision } from "../../api/analysis-api.ts";
import { formatPercent } from "../../format/change.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { favourPercent } from "../../state/analysis/signal-words.ts";

interface LevelTableProps {
  readonly levels: NonNullable<ShownDecision["levels"]>;
  readonly side: "BUY" | "SELL";
  readonly digits: number;
  /** When targets 1, 2 and 3 were touched. */
  readonly touchedAt?: readonly (number | null)[];
}

/** Entry zone, stop and targets with their distances in the trade's favour. */
export function LevelTable({ levels, side, digits, touchedAt = [] }: LevelTableProps) {
  const price = (value: number) => formatDecimal(value, digits);
  const away = (value: number) => formatPercent(favourPercent(side, levels.entry, value));
  return (
    <table class="levels num">
      <caption class="hidden">Levels of the {side} signal</caption>
      <tbody>
        <tr>
          <th scope="row">Entry zone</th>
          <td colSpan={2}>
            {price(levels.entryLow)} – {price(levels.entryHigh)}
          </td>
        </tr>
        <tr>
          <th scope="row">Stop</th>
          <td>{price(levels.stopLoss)}</td>
          <td class="down">{away(levels.stopLoss)}</td>
        </tr>
        {levels.takeProfits.map((target, index) => (
          <tr key={target}>
            <th scope="row">
              Target {index + 1}
              {touchedAt[index] != null && <span class="mark-tag touched">touched</span>}
            </th>
            <td>{price(target)}</td>
            <td class="up">{away(target)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">Reward for risk</th>
          <td colSpan={2}>{formatDecimal(levels.riskReward, 2)} to 1, at target 1</td>
        </tr>
      </tbody>
    </table>
  );
}
