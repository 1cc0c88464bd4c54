/** `67250.1` as `67,250.10`: two decimals for large prices, five digits for small ones. */
export function priceText(price: number): string {
  const size = Math.abs(price);
  if (size >= 1_000 || size === 0) return grouped(price.toFixed(2));
  if (size >= 1) return price.toFixed(4);
  return price.toFixed(Math.min(12, 4 - Math.floor(digitsBeforeFirst(size))));
}

/** How many places after the point the first digit stands, as a negative number: 0.012 is −2. */
function digitsBeforeFirst(size: number): number {
  return Number(size.toExponential().split("e")[1]);
}

/** A sign for changes: `+1.24`, `−0.30`. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value > 0 ? "+" : "−"}${text}`;
}

/** Negative numbers with a minus sign, not a hyphen. */
export function plain(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

const STEPS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
] as const;

/** `1234567` as `1.23M`: for volumes. */
export function compact(value: number): string {
  const size = Math.abs(value);
  const [unit, letter] = STEPS.find(([least]) => size >= least) ?? [1, ""];
  return plain(value / unit, 2) + letter;
}

function grouped(text: string): string {
  const [whole = "", part] = text.replace("-", "−").split(".");
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
}
