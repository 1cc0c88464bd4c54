import { describe, expect, it } from "vitest";
import { RelayWorld, type TestClient } from "../support/relay-world.ts";

const CHANNELS = ["trades:AAA", "bars:AAA:1m", "trades:BBB"];
const SEEDS = 40;
const STEPS = 400;

/** Mulberry32: the same numbers for the same seed, everywhere. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Watched {
  readonly end: TestClient;
  readonly channel: string;
  readonly since: number | undefined;
}

const symbolOf = (channel: string) => channel.split(":")[1] ?? "";

/** A market, clients that come and go, and everything that can break, in an order that the seed decides. */
async function simulate(seed: number): Promise<{ world: RelayWorld; watched: Watched[] }> {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const world = new RelayWorld();
  let watched: Watched[] = [];
  let healAt = 0;
  // Now and then a crawl: answers that are overtaken are where holes come from.
  world.latencyMs = () => Math.floor(random() ** 3 * (random() < 0.3 ? 400 : 40));

  const subscribe = () => {
    const channel = pick(CHANNELS) ?? "";
    const head = world.hub(symbolOf(channel)).head(channel);
    const since = random() < 0.3 ? Math.floor(random() * (head + 1)) : undefined;
    const end = world.connect({ intervalMs: pick([0, 100, 100, 1_000]) ?? 0 });
    watched.push({ end, channel, since });
    world.send(end, {
      op: "subscribe",
      channels: [channel],
      ...(since === undefined ? {} : { since: { [channel]: since } }),
    });
  };
  const actions: readonly (readonly [weight: number, act: () => void])[] = [
    [
      60,
      () => {
        const channel = pick(CHANNELS) ?? "";
        const count = Math.ceil(random() * 5);
        for (let i = 0; i < count; i += 1) world.hub(symbolOf(channel)).log(channel);
      },
    ],
    [20, () => world.hub("AAA").state("bars:AAA:1m", "{}")],
    [25, subscribe],
    [
      4,
      () => {
        const one = pick(watched);
        if (one === undefined) return;
        watched = watched.filter((other) => other.end !== one.end);
        if (random() < 0.5) world.disconnect(one.end);
        else world.send(one.end, { op: "unsubscribe", channels: [one.channel] });
      },
    ],
    [3, () => world.evict()],
    [3, () => world.hub(pick(["AAA", "BBB"]) ?? "AAA").restart()],
    [
      1,
      () => {
        world.broken = true;
        healAt = world.time.now() + Math.floor(random() * 2_000);
      },
    ],
  ];
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);
  for (let step = 0; step < STEPS; step += 1) {
    let at = random() * total;
    for (const [weight, act] of actions) {
      at -= weight;
      if (at >= 0) continue;
      act();
      break;
    }
    await world.time.advance(Math.floor(random() ** 4 * 200));
    if (world.broken && world.time.now() >= healAt) world.broken = false;
  }
  world.broken = false;
  await world.time.advance(20_000);
  return { world, watched };
}

describe("[STR-9] [STR-10] under evictions, restarts, slow and broken networks, no subscriber sees a hole or a duplicate", () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    it(`seed ${seed}`, async () => {
      const { world, watched } = await simulate(seed);
      let compared = 0;
      for (const { end, channel, since } of watched) {
        if (!end.controls.some(({ op }) => op === "ack")) continue;
        const log = end.logOf(channel, since);
        const hub = world.hub(symbolOf(channel)).logs.get(channel) ?? [];
        expect(log).toEqual(hub.slice(hub.length - log.length));
        if (since !== undefined) expect(log).toHaveLength(hub.length - since);
        else expect(end.events(channel).at(-1)).toContain(`"seq":${hub.length},`);
        compared += log.length;
      }
      expect(compared).toBeGreaterThan(0);
    });
  }
});
