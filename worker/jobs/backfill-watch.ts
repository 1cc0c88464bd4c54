import { abandonedBackfills } from "../../platform/backfill/abandoned.ts";
import { advance } from "../../platform/backfill/advance.ts";
import type { Job } from "./job.ts";

/** Backfills at work at the same time: they share the exchange's weight. */
const AT_ONCE = 4;
/** Where the job drives them itself: a part of its minute. */
const OWN_MS = 20_000;

/** Starts backfills that wait, and takes over those whose driver was killed. */
export const backfillWatch: Job = {
  id: "backfill-watch",
  description: "Starts backfills that wait, and takes over those that nobody drives any more",
  cron: "* * * * *",
  timeoutMs: 120_000,
  async run(ports) {
    const ids = await abandonedBackfills(ports.db, ports.now(), AT_ONCE);
    const { startBackfill } = ports;
    if (startBackfill !== undefined) {
      for (const id of ids) await startBackfill(id);
      return { rows: ids.length, ...(ids.length === 0 ? {} : { detail: `started ${ids.length}` }) };
    }
    let rows = 0;
    const end = ports.now() + OWN_MS;
    for (const id of ids) {
      let result = await advance(ports, id, "backfill-watch", { ms: end - ports.now() });
      while (result.state === "progress" && ports.now() < end) {
        result = await advance(ports, id, "backfill-watch", { ms: end - ports.now() });
      }
      rows += result.row.rows;
    }
    return { rows };
  },
};
