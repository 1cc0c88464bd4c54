/** A name of the code as people write it: `bullishEngulfing` is `Bullish engulfing`. */
export function wordsOf(name: string): string {
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
