import { WickError } from "../../contract/errors.ts";
import type { IngestResult } from "../../contract/rest/ingestion.ts";
import type { IngestReport, Tick } from "../../contract/ticks.ts";

/** What ingestion needs of the outside. */
export interface IngestPort {
  /** How a symbol is fed; undefined where there is none of that name. */
  feedOf(symbol: string): "binance" | "push" | undefined;
  ingest(symbol: string, ticks: readonly Tick[]): Promise<IngestReport>;
}

/**
 * Hands ticks of several symbols to their hubs and joins the reports. Every symbol is checked before the
 * first tick is stored.
 * @throws WickError unknown_symbol, exchange_fed; and what the port throws.
 */
export async function ingestTicks(ticks: readonly Tick[], port: IngestPort): Promise<IngestResult> {
  const groups = new Map<string, { readonly ticks: Tick[]; readonly indexes: number[] }>();
  ticks.forEach((tick, index) => {
    const symbol = tick.symbol.toUpperCase();
    const group = groups.get(symbol) ?? { ticks: [], indexes: [] };
    groups.set(symbol, group);
    group.ticks.push(tick);
    group.indexes.push(index);
  });
  for (const symbol of groups.keys()) assertPushed(symbol, port.feedOf(symbol));

  const parts = await Promise.all(
    Array.from(groups, async ([symbol, group]) => {
      const report = await port.ingest(symbol, group.ticks);
      const rejected = report.rejected.map(({ index, code, detail }) => ({
        index: group.indexes[index] ?? index,
        symbol,
        code,
        detail,
      }));
      return { symbol, report, rejected };
    }),
  );
  const sum = (count: (report: IngestReport) => number) =>
    parts.reduce((total, part) => total + count(part.report), 0);
  return {
    accepted: sum((report) => report.accepted),
    duplicates: sum((report) => report.duplicates),
    revised: sum((report) => report.revised),
    rejected: parts.flatMap((part) => part.rejected).sort((a, b) => a.index - b.index),
    symbols: parts.map(({ symbol, report: { accepted, duplicates, revised }, rejected }) => ({
      symbol,
      accepted,
      duplicates,
      revised,
      rejected: rejected.length,
    })),
  };
}

function assertPushed(symbol: string, feed: "binance" | "push" | undefined): void {
  if (feed === undefined) throw new WickError("unknown_symbol", `There is no symbol ${symbol}.`);
  if (feed !== "push") throw new WickError("exchange_fed", `${symbol} is fed by an exchange.`);
}
