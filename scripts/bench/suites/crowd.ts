import { type Broadcaster, paced, type Update } from "../broadcast.ts";
import { ClientGroup } from "../clients/client-group.ts";
import { updateKey } from "../clients/update-key.ts";
import { delay } from "../clock.ts";
import { SteadyMarket } from "../exchange/steady-market.ts";
import { textFrame } from "../exchange/text-frame.ts";
import { type Finding, findingOf } from "../finding.ts";
import { figures, interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { openStage, START, type Stage, SYMBOL } from "../stage.ts";
import { floorUpdates } from "../trade-updates.ts";

const SOCKETS = 5_000;
const RELAYS = 5;
/** Clients are spread over processes, so that their receiving is not what is measured. */
const PROCESSES = 2;
const HERTZ = 5;
/** Of the five updates a second four are of the forming bar and one is final: a minute passes each second. */
const TRADES_A_MINUTE = HERTZ - 1;
const MINUTES = 5;

/**
 * Five thousand sockets on a symbol's bars at five updates a second, through relays, beside one bare object
 * with as many sockets and the same texts. Fails unless every client gets every update once, the finals too.
 */
export async function benchCrowd(scale: Scale): Promise<Finding[]> {
  const market = new SteadyMarket(SYMBOL, START / 60_000 - 2_000, TRADES_A_MINUTE);
  const stage = await openStage("broadcast", { market, vars: { RELAYS: String(RELAYS) } });
  const groups: ClientGroup[] = [];
  try {
    const sockets = Math.round((SOCKETS * Math.sqrt(scale.work)) / PROCESSES);
    const open = async (url: string, more: { subscribe?: object } = {}) => {
      const opened = await Promise.all(
        Array.from({ length: PROCESSES }, () => ClientGroup.open({ url, sockets, key: "bar", ...more })),
      );
      groups.push(...opened);
      return opened;
    };
    const subscribe = { op: "subscribe", id: 1, channels: [`bars:${SYMBOL}:1m`] };
    const subject: Broadcaster = {
      link: stage.hub,
      clients: await open(`${stage.subjectUrl}/api/stream/ws?interval=0`, { subscribe }),
    };
    const floor: Broadcaster = { link: stage.floor, clients: await open(stage.floorUrl) };
    const warm = await paced(subject, barUpdates(stage, 2), HERTZ);
    const minutes = Math.max(2, Math.round(MINUTES * scale.work));
    // The floor's numbers go on from the real ones, so that its texts are as long.
    let nextKey = updateKey(Buffer.from(warm.sample), "bar") ?? 0;
    const onSubject = async () => {
      const result = await paced(subject, barUpdates(stage, minutes), HERTZ);
      await delay(200);
      return result;
    };
    const onFloor = async () => {
      const keys = Array.from({ length: minutes * HERTZ }, () => nextKey++);
      const result = await paced(floor, floorUpdates(warm.sample, "bar", keys), HERTZ);
      await delay(200);
      return result;
    };
    await onFloor();
    const rounds = await interleave(Math.min(4, scale.rounds), onSubject, onFloor);
    const load = `${sockets * PROCESSES} sockets, ${HERTZ} bars/s each`;
    const about = { benchmark: "crowd", unit: "ms", floorName: "bare object" };
    return [
      findingOf(
        { ...about, what: `p50, ${load}`, target: null },
        figures(rounds, ({ p50 }) => p50),
      ),
      findingOf(
        { ...about, what: `p99, ${load}`, target: { op: "<=", value: 1.5 } },
        figures(rounds, ({ p99 }) => p99),
      ),
    ];
  } finally {
    for (const group of groups) group.close();
    await stage.close();
  }
}

/** The updates of so many minutes: each trade's forming bar, then the final one. */
function barUpdates(stage: Stage, minutes: number): Update[] {
  const updates: Update[] = [];
  for (let i = 0; i < minutes; i++) {
    let lastId = 0;
    for (const { text, tradeId, closed } of stage.tape.minute()) {
      lastId = tradeId ?? lastId;
      if (tradeId !== undefined || closed) {
        updates.push({ key: lastId * 2 + (closed ? 1 : 0), frames: textFrame(text) });
      }
    }
  }
  return updates;
}
