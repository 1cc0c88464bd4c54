import type { z } from "zod";
import type { IndicatorCatalogSchema, IndicatorPageSchema } from "../../contract/rest/indicators.ts";
import { CATALOG, chosenCore } from "../../market/indicators/catalog/catalog.ts";
import type { Value } from "../../market/indicators/kernel.ts";
import type { EpochMs, Timeframe } from "../../market/time/timeframe.ts";
import { asOfBars } from "../bars/bar-text.ts";
import type { IndicatorPage, IndicatorValues } from "./indicator-page.ts";

/** A page as REST answers it. */
export function indicatorJson(
  about: { readonly symbol: string; readonly timeframe: Timeframe },
  { page, complete, indicators, crosses }: IndicatorPage,
  cursor: string | null,
  now: EpochMs,
): z.infer<typeof IndicatorPageSchema> {
  const last = page.bars.at(-1);
  return {
    ...about,
    asOf: asOfBars(page.bars, now),
    final: last?.final ?? null,
    revision: last?.revision ?? null,
    complete,
    bars: {
      openTime: page.bars.map(({ openTime }) => openTime),
      close: page.bars.map(({ close }) => Number(close)),
      revision: page.bars.map(({ revision }) => revision),
    },
    indicators: indicators.map(({ chosen, values, since, reading }) => {
      const { key, entry, parameters } = chosen;
      const { id, title, pane, source, outputs } = entry;
      const told = (value: Value | null) =>
        Object.fromEntries(outputs.map(({ name }) => [name, outputOf(value, name)]));
      return {
        ...{ key, id, title, parameters: { ...parameters }, pane, source, since, reading },
        latest: values.length === 0 ? null : told(values.at(-1) ?? null),
        series: Object.fromEntries(
          outputs.map(({ name }) => [name, values.map((value) => outputOf(value, name))]),
        ),
      };
    }),
    crosses: crosses.map(({ between, ...reading }) => ({ ...reading, between: [...between] })),
    cursor,
  };
}

function outputOf(value: Value | null, name: string): number | null {
  if (value === null) return null;
  return typeof value === "number" ? value : (value[name] ?? null);
}

/** The series as CSV (RFC 4180), with a header; a missing value is an empty field. */
export function indicatorCsv({ page, indicators }: IndicatorPage): string {
  const columns = indicators.flatMap(columnsOf);
  const header = ["openTime", "closeTime", "final", "revision", "close", ...columns.map(({ name }) => name)];
  const lines = page.bars.map((bar, i) =>
    [
      ...[bar.openTime, bar.closeTime, bar.final, bar.revision, bar.close],
      ...columns.map(({ at }) => at(i) ?? ""),
    ].join(","),
  );
  return [header.join(","), ...lines, ""].join("\r\n");
}

/** `rsi(14)`, and of several outputs `"macd(12,26,9).signal"`: in quotes where it holds a comma. */
function columnsOf({ chosen, values }: IndicatorValues) {
  const { outputs } = chosen.entry;
  return outputs.map(({ name }) => {
    const title = outputs.length === 1 ? chosen.key : `${chosen.key}.${name}`;
    return {
      name: title.includes(",") ? `"${title}"` : title,
      at: (i: number) => outputOf(values[i] ?? null, name),
    };
  });
}

/** The catalog as REST answers it. */
export function indicatorCatalog(): z.infer<typeof IndicatorCatalogSchema> {
  return {
    core: chosenCore().map(({ key }) => key),
    indicators: CATALOG.map(({ id, title, formula, ranges, outputs, indicator, defaults, pane, source }) => ({
      ...{ id, title, formula, pane, source },
      parameters: Object.entries(ranges).map(([name, range]) => ({ name, ...range })),
      outputs: outputs.map((one) => ({ ...one })),
      warmUp: indicator.warmUp(defaults),
    })),
  };
}
