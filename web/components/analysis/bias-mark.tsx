const MARKS = {
  bullish: { sign: "▲", tone: "up", word: "Bullish" },
  bearish: { sign: "▼", tone: "down", word: "Bearish" },
  neutral: { sign: "●", tone: "flat", word: "Neutral" },
} as const;

/** Which way something points: by shape, by colour, and in a word for whoever hears it. */
export function BiasMark({ bias }: { readonly bias: keyof typeof MARKS }) {
  const { sign, tone, word } = MARKS[bias];
  return (
    <span class={`bias ${tone}`} title={word}>
      <span aria-hidden="true">{sign}</span>
      <span class="hidden">{word}</span>
    </span>
  );
}
