import type { ShownDecision } from "../../api/analysis-api.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { wordsOf } from "../../format/words.ts";
import { sortedVotes } from "../../state/analysis/signal-words.ts";
import { BiasMark } from "./bias-mark.tsx";

type Votes = ShownDecision["votes"];

/** Every vote with its weight and its reason: what speaks for the side, what against it, what for neither. */
export function VoteTable({ decision }: { readonly decision: ShownDecision }) {
  const { side, speakFor, against, silent } = sortedVotes(decision);
  const other = side === "BUY" ? "SELL" : "BUY";
  return (
    <table class="votes">
      <caption class="hidden">Votes behind the decision</caption>
      <thead class="votes-head">
        <tr>
          <th scope="col">Source and reason</th>
          <th scope="col">Vote</th>
          <th scope="col">Weight</th>
        </tr>
      </thead>
      <VoteGroup title={`For ${side}`} votes={speakFor} />
      <VoteGroup title={`Against: for ${other}`} votes={against} />
      <VoteGroup title="For neither" votes={silent} />
    </table>
  );
}

function VoteGroup({ title, votes }: { readonly title: string; readonly votes: Votes }) {
  if (votes.length === 0) return null;
  return (
    <tbody>
      <tr class="vote-group">
        <th colSpan={3} scope="rowgroup">
          {title}
        </th>
      </tr>
      {votes.map(({ source, vote, weight, reason, evidence }) => (
        <tr key={source} title={evidenceText(evidence)}>
          <td>
            <b class="vote-source">{sourceTitle(source)}</b>
            <span>{reason}</span>
          </td>
          <td class="num">
            <BiasMark bias={vote > 0 ? "bullish" : vote < 0 ? "bearish" : "neutral"} />{" "}
            {formatDecimal(vote, 2)}
          </td>
          <td class="num">{formatDecimal(weight * 100, 0)} %</td>
        </tr>
      ))}
    </tbody>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  emaLadder: "EMA ladder",
  adx: "ADX",
  rsi: "RSI",
  macd: "MACD",
  stochRsi: "Stochastic RSI",
  vwap: "VWAP",
  obv: "OBV",
};

/** `pattern:hammer` is `Pattern: hammer`. */
function sourceTitle(source: string): string {
  const [kind = "", which] = source.split(":");
  const title = SOURCES[kind] ?? wordsOf(kind);
  return which === undefined ? title : `${title}: ${wordsOf(which).toLowerCase()}`;
}

function evidenceText(evidence: Votes[number]["evidence"]): string {
  return Object.entries(evidence)
    .map(([name, value]) => `${wordsOf(name)} ${Number(value.toPrecision(6))}`)
    .join(", ");
}
