import { type Broadcaster, burst, paced } from "../broadcast.ts";
import { ClientGroup } from "../clients/client-group.ts";
import { updateKey } from "../clients/update-key.ts";
import { type Finding, findingOf } from "../finding.ts";
import { figures, interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { openStage, type Stage, SYMBOL } from "../stage.ts";
import { floorUpdates, tradeUpdates } from "../trade-updates.ts";
import { startWsServer } from "../workers/start-ws.ts";

/** Messages in a burst, and messages a second while latency is taken: well below what the floor can do. */
const BURST = 40_000;
const LOAD = 10_000;
const PACED_SECONDS = 3;
/** The targets are set for this many sockets. */
const JUDGED = 1_000;

/** A relay that a real hub feeds, beside an object that loops over its sockets; then a plain `ws` server. */
export async function benchFanOut(scale: Scale): Promise<Finding[]> {
  const stage = await openStage("broadcast", { vars: { RELAYS: "1" } });
  try {
    const findings: Finding[] = [];
    for (const sockets of [100, JUDGED]) findings.push(...(await atSockets(stage, sockets, scale)));
    return findings;
  } finally {
    await stage.close();
  }
}

async function atSockets(stage: Stage, sockets: number, scale: Scale): Promise<Finding[]> {
  const subscribe = { op: "subscribe", id: 1, channels: [`trades:${SYMBOL}`] };
  const key = "trade" as const;
  const plain = await startWsServer(`${stage.exchangeUrl}/plain`);
  const groups: ClientGroup[] = [];
  const open = async (url: string, more: { subscribe?: object } = {}) => {
    const group = await ClientGroup.open({ url, sockets, key, ...more });
    groups.push(group);
    return [group];
  };
  try {
    const subject: Broadcaster = {
      link: stage.hub,
      clients: await open(`${stage.subjectUrl}/api/stream/ws?interval=0`, { subscribe }),
    };
    const floor: Broadcaster = { link: stage.floor, clients: await open(stage.floorUrl) };
    const node: Broadcaster = { link: await stage.exchange.link("plain"), clients: await open(plain.url) };
    const size = Math.max(2, Math.round((BURST * scale.work) / sockets));
    let { sample } = await burst(subject, tradeUpdates(stage, size));
    // The floors' numbers go on from the real ones, so that their texts are as long.
    let next = updateKey(Buffer.from(sample), key) ?? 0;
    const texts = (count: number) =>
      floorUpdates(
        sample,
        key,
        Array.from({ length: count }, () => next++),
      );
    await burst(floor, texts(size));
    await burst(node, texts(size));

    const rate = async (server: Broadcaster, updates: ReturnType<typeof texts>) =>
      (await burst(server, updates)).rate;
    const rates = await interleave(
      scale.rounds,
      async () => {
        const result = await burst(subject, tradeUpdates(stage, size));
        sample = result.sample;
        return result.rate;
      },
      () => rate(floor, texts(size)),
    );
    const ofNode = await interleave(
      Math.min(2, scale.rounds),
      () => rate(subject, tradeUpdates(stage, size)),
      () => rate(node, texts(size)),
    );
    const hertz = LOAD / sockets;
    const count = Math.round(hertz * PACED_SECONDS * Math.max(0.5, scale.work));
    const times = await interleave(
      scale.rounds,
      () => paced(subject, tradeUpdates(stage, count), hertz),
      () => paced(floor, texts(count), hertz),
    );
    return findingsOf(sockets, rates, ofNode, times);
  } finally {
    for (const group of groups) group.close();
    await plain.close();
  }
}

type Pairs<T> = readonly { readonly subject: T; readonly floor: T }[];

function findingsOf(
  sockets: number,
  rates: Pairs<number>,
  ofNode: Pairs<number>,
  times: Pairs<{ readonly p50: number; readonly p99: number }>,
): Finding[] {
  const judged = sockets === JUDGED;
  const about = { benchmark: "fanout", floorName: "bare object", target: null };
  const load = `${sockets} sockets, ${LOAD / 1_000}k messages/s`;
  return [
    findingOf(
      {
        ...about,
        what: `messages to ${sockets} sockets`,
        unit: "/s",
        target: judged ? { op: ">=", value: 0.8 } : null,
      },
      rates,
    ),
    findingOf(
      { ...about, what: `messages to ${sockets} sockets`, unit: "/s", floorName: "plain Node ws" },
      ofNode,
    ),
    findingOf(
      { ...about, what: `p50, ${load}`, unit: "ms" },
      figures(times, ({ p50 }) => p50),
    ),
    findingOf(
      { ...about, what: `p99, ${load}`, unit: "ms", target: judged ? { op: "<=", value: 1.5 } : null },
      figures(times, ({ p99 }) => p99),
    ),
  ];
}
