import type { Stretch } from "../../market/backfill/stretch.ts";
import type { Timeframe } from "../../market/time/timeframe.ts";

/** Writes down what the exchange does not have. Idempotent; a longer run takes the place of a shorter one. */
export function outageStatements(
  db: D1Database,
  symbol: string,
  timeframe: Timeframe,
  outages: readonly Stretch[],
  now: number,
): D1PreparedStatement[] {
  if (outages.length === 0) return [];
  return [
    db
      .prepare(
        `INSERT INTO series_outage (symbol, timeframe, from_open, to_open, found_at)
         SELECT ?1, ?2, value ->> 0, value ->> 1, ?4 FROM json_each(?3) WHERE true
         ON CONFLICT DO UPDATE SET to_open = excluded.to_open WHERE excluded.to_open > series_outage.to_open`,
      )
      .bind(symbol, timeframe, JSON.stringify(outages.map(({ from, to }) => [from, to])), now),
  ];
}
