import { APP_ASSUMED, AWAKE_S, assumedOf, BUSY, PAIR, SYMBOLS, THOUSAND, TYPICAL } from "./assumptions.ts";
import {
  type AlertCounts,
  type AppCounts,
  alertsMonth,
  appMonth,
  type DayCounts,
  type Line,
  pairMonth,
  subscribersMonth,
  symbolMonth,
  total,
} from "./model.ts";

/** The operations of a day, as the simulated day counts them. */
export interface Counts {
  readonly symbol: DayCounts;
  readonly app: AppCounts;
  readonly alerts: AlertCounts;
}

/** What a symbol costs a month, in USD, with its share of the app. */
export function symbolTotal({ symbol, app }: Counts, framesASecond: number, symbols: number): number {
  return total(symbolMonth(symbol, assumedOf(framesASecond))) + total(appMonth(app, APP_ASSUMED)) / symbols;
}

/** The tables of docs/costs.md. */
export function costsText(counts: Counts): string {
  const { symbol, app, alerts } = counts;
  const busy = symbolMonth(symbol, assumedOf(BUSY));
  const typical = symbolMonth(symbol, assumedOf(TYPICAL));
  const appLines = appMonth(app, APP_ASSUMED);
  return [
    "### Counted: a day of one symbol, and of the app",
    countTable(counts),
    `### A busy symbol, a month: ${BUSY} frames a second`,
    table(busy),
    `### A typical symbol, a month: ${TYPICAL} frames a second`,
    table(typical),
    "### The app itself, a month",
    table(appLines),
    "### A thousand subscribers, a month",
    table(subscribersMonth(THOUSAND)),
    `### Alerts on a symbol, a month: ten rules that fire ${alerts.firings} times a day`,
    table(alertsMonth(alerts, AWAKE_S)),
    "### A pair, a month, followed in seconds and minutes around the clock",
    table(pairMonth(PAIR)),
    "### In all, USD a month a symbol",
    sums(counts),
  ].join("\n\n");
}

function countTable({ symbol, app }: Counts): string {
  const rows: readonly (readonly [string, number, number | undefined])[] = [
    ["hub rows written", symbol.hubRowsWritten, undefined],
    ["hub calls and alarms", symbol.hubRequests, undefined],
    ["D1 rows written", symbol.d1RowsWritten, app.d1RowsWritten],
    ["R2 writes and lists", symbol.r2ClassA, undefined],
    ["R2 reads", symbol.r2ClassB, app.r2ClassB],
  ];
  return markdown(
    ["operations a day", "a symbol", "the app"],
    rows.map(([what, one, all]) => [what, count(one), all === undefined ? "" : count(all)]),
  );
}

function sums(counts: Counts): string {
  const rows = [BUSY, TYPICAL].map((frames) => [
    frames === BUSY ? "busy" : "typical",
    usd(symbolTotal(counts, frames, Number.POSITIVE_INFINITY)),
    usd(symbolTotal(counts, frames, SYMBOLS)),
    usd(symbolTotal(counts, frames, 1)),
  ]);
  return markdown(["symbol", "alone", `with an app of ${SYMBOLS}`, "with an app of its own"], rows);
}

function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, amount, unit, usd: cost }) => [
    what,
    `${short(amount)} ${unit}`,
    usd(cost),
  ]);
  return markdown(["what", "amount", "USD"], [...rows, ["**sum**", "", `**${usd(total(lines))}**`]]);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, position) => (position === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function usd(value: number): string {
  return value.toFixed(3);
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function short(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(1)}k`;
  return value >= 10 ? value.toFixed(0) : value.toPrecision(2);
}
