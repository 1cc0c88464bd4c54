import type { Firing } from "../../../market/alerts/firing.ts";
import { signalEvents } from "../hub/verify-analytics.ts";
import { ENDING_RULE, EXPIRING_RULE, SIGNAL_RULE } from "./day-alerts.ts";
import type { DayWorld } from "./day-world.ts";

type Complain = (text: string) => void;
type Row = { readonly id: string; readonly status: string; readonly fired_count: number };

/** [ALERT-20] What the rules of the day have brought is in the owner's log and in D1, each once, and is what happened. */
export function verifyAlerts(world: DayWorld, complain: Complain): void {
  const ask = (sql: string) => world.d1.sqlite.prepare(sql).all();
  const stored = ask("SELECT id, firing FROM alert_event ORDER BY id").map(
    ({ firing }): Firing => JSON.parse(String(firing)),
  );
  const logged = world.alerts.logSql
    .all<{ json: string }>("SELECT json FROM alert_event ORDER BY id")
    .map(({ json }): Firing => JSON.parse(json).data);
  if (JSON.stringify(stored) !== JSON.stringify(logged))
    complain(`${stored.length} firings in D1 are not the ${logged.length} of the log`);
  if (world.world.hub.owes) complain("the hub still owes what has happened");
  const rules = ask("SELECT id, status, fired_count FROM alert_rule ORDER BY id").map(
    ({ id, status, fired_count }): Row => ({
      ...{ id: String(id), status: String(status), fired_count: Number(fired_count) },
    }),
  );
  for (const { id, status, fired_count } of rules) {
    const own = stored.filter(({ alert }) => alert === id).sort((a, b) => a.count - b.count);
    const fired = own.filter(({ kind }) => kind === "fired");
    if (fired.length !== fired_count) complain(`${id}: counted ${fired_count} of ${fired.length} firings`);
    if (fired.some(({ count }, index) => count !== index + 1)) complain(`${id}: firings are missing`);
    const ended = id === ENDING_RULE ? "fired" : id === EXPIRING_RULE ? "expired" : "active";
    if (status !== ended) complain(`${id} is ${status}, not ${ended}`);
    if (own.filter((firing) => firing.ended).length !== (ended === "active" ? 0 : 1))
      complain(`${id} has not ended once`);
  }
  const events = signalEvents(world.world, "5m").filter(({ data }) => data.event !== "expired").length;
  const told = stored.filter(({ alert }) => alert === SIGNAL_RULE).length;
  if (told !== events) complain(`${told} alerts of ${events} events of signals`);
}
