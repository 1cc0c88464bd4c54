import type { ComponentChildren } from "preact";
import { TIMEFRAME_MS, type Timeframe } from "../../../market/time/timeframe.ts";
import { formatDecimal } from "../../format/decimal.ts";
import { formatDuration } from "../../format/time.ts";
import type { PairReading } from "../../state/pairs-feed.ts";

const WHY = {
  too_few_bars: "too few bars",
  constant_prices: "the price did not move",
  no_spread: "no spread",
  no_reversion: "does not return",
} as const;
const VERDICTS = {
  cointegrated: { mark: "●", word: "Moving together" },
  weak: { mark: "◐", word: "Weak signs" },
  none: { mark: "○", word: "Not shown to move together" },
  unknown: { mark: "–", word: "Cannot be told" },
} as const;

interface PairFactsProps {
  readonly reading: PairReading;
  readonly timeframe: Timeframe;
}

/** What the newest window says, in words and in numbers. */
export function PairFacts({ reading, timeframe }: PairFactsProps) {
  const { value, cointegration, verdict } = reading;
  const { mark, word } = VERDICTS[verdict.id];
  const told = (name: keyof typeof value.missing, text: (number: number) => string) => {
    const number = value[name];
    return number === null ? (
      <span class="faint">{WHY[value.missing[name] ?? "too_few_bars"]}</span>
    ) : (
      text(number)
    );
  };
  const fixed = (digits: number) => (number: number) => formatDecimal(number, digits);
  return (
    <>
      <div class="pair-verdict" data-verdict={verdict.id}>
        <h2>
          <span aria-hidden="true">{mark}</span> {word}
        </h2>
        <p>{verdict.text}</p>
      </div>
      <dl class="pair-facts num">
        <Fact name="z-score" title="The spread in standard deviations from its mean">
          <b>{told("zScore", fixed(2))}</b>
        </Fact>
        <Fact name="Spread" title="ln y − α − β ln x, as a part of the price">
          {told("spread", (spread) => `${fixed(3)(spread * 100)} %`)}
        </Fact>
        <Fact name="Hedge ratio" title="β of least squares over the window">
          {told("hedgeRatio", fixed(3))}
        </Fact>
        <Fact name="Hedge ratio, Kalman" title="β that may drift, by a Kalman filter over the window">
          {told("kalmanHedgeRatio", fixed(3))}
        </Fact>
        <Fact name="Half-life" title="How long half of a deviation lasts">
          {told(
            "halfLife",
            (bars) => `${fixed(1)(bars)} bars · ${formatDuration(bars * TIMEFRAME_MS[timeframe])}`,
          )}
        </Fact>
        <Fact name="Correlation of returns" title="Pearson's, of logarithmic returns">
          {told("correlation", fixed(2))}
        </Fact>
        <Fact name="Beta of returns" title="What y moves where x moves by one">
          {told("beta", fixed(2))}
        </Fact>
        <Fact
          name="Cointegration p"
          title="Engle-Granger: how often unrelated prices would look like this or better"
        >
          {cointegration === null ? (
            <span class="faint">no test</span>
          ) : (
            `${cointegration.pValue < 0.001 ? "< 0.001" : cointegration.pValue.toFixed(3)} (t ${fixed(2)(cointegration.statistic)})`
          )}
        </Fact>
      </dl>
    </>
  );
}

interface FactProps {
  readonly name: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Fact({ name, title, children }: FactProps) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
