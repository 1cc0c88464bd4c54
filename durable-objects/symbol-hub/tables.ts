import { SignalTable } from "./analytics/signal-table.ts";
import { BarTable } from "./bar-table.ts";
import { EventTable } from "./event-table.ts";
import { MetaTable } from "./meta-table.ts";
import { OutboxTable } from "./outbox-table.ts";
import { SecondTable } from "./second-table.ts";
import { migrate, type Sql } from "./sql.ts";
import { TickTable } from "./tick-table.ts";

/** All that a hub has on disk. */
export interface Tables {
  readonly sql: Sql;
  readonly meta: MetaTable;
  readonly bars: BarTable;
  readonly events: EventTable;
  readonly ticks: TickTable;
  readonly seconds: SecondTable;
  readonly outbox: OutboxTable;
  readonly signals: SignalTable;
}

/** @param now the machine's clock: tells how long what waits for D1 has waited. */
export function openTables(sql: Sql, now: () => number = Date.now): Tables {
  migrate(sql);
  return {
    sql,
    meta: new MetaTable(sql),
    bars: new BarTable(sql),
    events: new EventTable(sql),
    ticks: new TickTable(sql),
    seconds: new SecondTable(sql),
    outbox: new OutboxTable(sql, now),
    signals: new SignalTable(sql),
  };
}
