/** Edits from which on two words are no longer mistaken for each other, for a word of this length. */
const tolerance = (length: number) => Math.max(1, Math.ceil(length / 3));

/** The known word that `word` was most likely meant to be; undefined where none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = tolerance(word.length) + 1;
  for (const candidate of known) {
    const distance = startsAlike(word, candidate) ? 1 : edits(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean …?`, or nothing. */
export function suggestion(word: string, known: Iterable<string>, prefix = ""): string {
  const near = nearest(word, known);
  return near === undefined ? "" : ` Did you mean ${prefix}${near}?`;
}

function startsAlike(word: string, candidate: string): boolean {
  return word.length >= 3 && candidate.toLowerCase().startsWith(word.toLowerCase());
}

/** Levenshtein's distance. */
function edits(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return before[b.length] ?? 0;
}
