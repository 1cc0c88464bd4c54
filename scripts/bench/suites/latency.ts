import { type Broadcaster, paced, type Update } from "../broadcast.ts";
import { ClientGroup } from "../clients/client-group.ts";
import { textFrame } from "../exchange/text-frame.ts";
import { type Finding, findingOf } from "../finding.ts";
import { figures, interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { openStage, type Stage, SYMBOL } from "../stage.ts";
import { tradeUpdates } from "../trade-updates.ts";

const HERTZ = 100;
const SECONDS = 3;

/**
 * How long a trade takes from the exchange through hub and relay to a subscriber, beside an object that has
 * the exchange's socket and the subscriber's and passes the frames on.
 */
export async function benchLatency(scale: Scale): Promise<Finding[]> {
  const stage = await openStage("broadcast", { vars: { RELAYS: "1" } });
  const groups: ClientGroup[] = [];
  try {
    const subscribe = { op: "subscribe", id: 1, channels: [`trades:${SYMBOL}`] };
    const url = `${stage.subjectUrl}/api/stream/ws?interval=0`;
    groups.push(await ClientGroup.open({ url, sockets: 1, subscribe, key: "trade" }));
    groups.push(await ClientGroup.open({ url: stage.floorUrl, sockets: 1, key: "frame" }));
    const subject: Broadcaster = { link: stage.hub, clients: groups.slice(0, 1) };
    const floor: Broadcaster = { link: stage.floor, clients: groups.slice(1) };
    const count = Math.round(HERTZ * SECONDS * Math.max(0.5, scale.work));
    let next = 0;
    const onFloor = () => {
      const from = next;
      next += count;
      return paced(floor, frames(stage, from, next), HERTZ);
    };
    const onSubject = () => paced(subject, tradeUpdates(stage, count), HERTZ);
    await onFloor();
    await onSubject();
    const rounds = await interleave(scale.rounds, onSubject, onFloor);
    const about = { benchmark: "latency", unit: "ms", floorName: "bare relay" };
    return [
      findingOf(
        { ...about, what: `trade to subscriber, p50, ${HERTZ}/s`, target: { op: "<=", value: 2 } },
        figures(rounds, ({ p50 }) => p50),
      ),
      findingOf(
        { ...about, what: `trade to subscriber, p99, ${HERTZ}/s`, target: null },
        figures(rounds, ({ p99 }) => p99),
      ),
    ];
  } finally {
    for (const group of groups) group.close();
    await stage.close();
  }
}

/** The exchange's frames of a trade, as they are, numbered by us. */
function frames(stage: Stage, from: number, to: number): Update[] {
  const [trade] = stage.exchange.view.tradesBefore(stage.exchange.now, 1);
  const text = (a: number) =>
    `{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":${stage.exchange.now},"s":"${SYMBOL}","a":${a},` +
    `"p":"67250.01000000","q":"0.00123000","f":${trade?.firstId},"l":${trade?.lastId},"T":${stage.exchange.now},` +
    `"m":true,"M":true}}`;
  return Array.from({ length: to - from }, (_, i) => ({ key: from + i, frames: textFrame(text(from + i)) }));
}
