/** Wilder's true range: from the lower of low and previous close to the higher of high and that close. Quote units. */
export function trueRange(high: number, low: number, previousClose: number): number {
  return (high > previousClose ? high : previousClose) - (low < previousClose ? low : previousClose);
}
