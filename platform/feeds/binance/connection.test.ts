import { describe, expect, it } from "vitest";
import { World } from "../../../tests/support/binance/connection-world.ts";
import type { ConnectionLimits } from "./connection-limits.ts";
import { isConnected, nextDeadline } from "./connection-state.ts";

const HOUR = 3_600_000;

function liveWorld(limits: Partial<ConnectionLimits> = {}): { world: World; socket: number } {
  const world = new World(2, limits);
  world.do({ type: "open" });
  return { world, socket: world.accept() };
}

describe("losing the connection", () => {
  it("[FEED-8] gives a handshake up after ten seconds and takes the next host at once", () => {
    const world = new World();
    world.do({ type: "open" });
    expect(world.host).toBe(0);
    world.pass(9_999);
    expect(world.host).toBe(0);
    world.pass(1);
    expect([world.dropped, world.host, world.told]).toEqual([[1], 1, []]);
  });

  it("[FEED-8] drops a socket whose handshake ends after it was given up", () => {
    const world = new World();
    world.do({ type: "open" });
    world.pass(10_000);
    world.do({ type: "opened", socket: 1 });
    expect(world.dropped).toEqual([1, 1]);
    expect(isConnected(world.connection)).toBe(false);
  });

  it("[FEED-9] takes an open socket without data for dead after ten seconds, and not before", () => {
    const { world, socket } = liveWorld();
    world.passDelivering(socket, 60_000);
    world.pass(9_999);
    expect(world.told).toEqual(["open"]);
    world.pass(1);
    expect([world.told, world.dropped]).toEqual([["open", "mute"], [socket]]);
    world.pass(250);
    expect(world.host).toBe(1);
  });

  it("[FEED-10] returns to the same host within a quarter of a second after a loss", () => {
    const { world, socket } = liveWorld();
    world.passDelivering(socket, 20_000);
    world.random = 0.999;
    world.do({ type: "lost", socket, detail: "" });
    expect(world.told).toEqual(["open", "unavailable"]);
    world.pass(250);
    expect([world.sockets.size, world.host]).toEqual([1, 0]);
  });

  it("[FEED-10] doubles the ceiling of its wait with each failure, up to thirty seconds, and sets it back", () => {
    const world = new World(1, { attemptBudget: 1_000 });
    world.random = 1;
    world.do({ type: "open" });
    const waits = Array.from({ length: 9 }, () => {
      world.refuse("unavailable");
      const wait = (nextDeadline(world.connection) ?? 0) - world.now;
      world.pass(wait);
      return wait;
    });
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    const socket = world.accept();
    world.passDelivering(socket, 10_000);
    world.do({ type: "lost", socket, detail: "" });
    expect((nextDeadline(world.connection) ?? 0) - world.now).toBe(250);
  });

  it("[FEED-10] does not take a socket that opens and dies for a success", () => {
    const world = new World(1);
    world.random = 1;
    world.do({ type: "open" });
    for (const ceiling of [250, 500, 1_000]) {
      world.do({ type: "lost", socket: world.accept(), detail: "" });
      expect((nextDeadline(world.connection) ?? 0) - world.now).toBe(ceiling);
      world.pass(ceiling);
    }
  });

  it("[FEED-11] makes at most twenty attempts in five minutes, and goes on afterwards", () => {
    const world = new World(1);
    world.random = 0;
    const started = world.now;
    world.do({ type: "open" });
    while (world.sockets.size > 0) world.refuse("unavailable");
    expect([world.lastSocket, world.now]).toEqual([20, started]);
    world.pass(299_999);
    expect(world.sockets.size).toBe(0);
    world.pass(1);
    expect(world.sockets.size).toBe(1);
  });
});

describe("replacing the connection", () => {
  it("[FEED-12] opens another socket after 23 h plus jitter, while the old one goes on", () => {
    const { world, socket } = liveWorld();
    world.passDelivering(socket, 23 * HOUR + 15 * 60_000 - 1_000);
    expect(world.sockets.size).toBe(1);
    world.passDelivering(socket, 1_000);
    expect([world.sockets.size, world.told, isConnected(world.connection)]).toEqual([2, ["open"], true]);
  });

  it("[FEED-12] does so at once when the server announces its shutdown", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    expect([...world.sockets.keys()]).toEqual([socket, socket + 1]);
    world.do({ type: "shutdown", socket });
    expect(world.sockets.size).toBe(2);
  });

  it.each([
    ["an older id than the old one's last", 100, 99],
    ["the same id", 100, 100],
    ["the very next id", 100, 101],
  ])("[FEED-13] closes the old socket when the new one delivers %s", (_name, oldLast, newFirst) => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    const next = world.accept();
    world.data(socket, oldLast);
    expect(world.dropped).toEqual([]);
    world.data(next, newFirst);
    expect([world.dropped, world.told]).toEqual([[socket], ["open"]]);
  });

  it("[FEED-13] waits for the old socket to reach the new one's first trade", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    world.data(socket, 100);
    const next = world.accept();
    world.data(next, 103);
    world.data(socket, 101);
    expect(world.dropped).toEqual([]);
    world.data(socket, 102);
    expect(world.dropped).toEqual([socket]);
  });

  it("[FEED-13] closes the old socket after ten seconds of data without any trade", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    const next = world.accept();
    for (let second = 0; second < 9; second++) {
      world.passDelivering(next, 1_000);
      world.data(socket);
    }
    expect(world.dropped).toEqual([]);
    world.passDelivering(next, 1_000);
    expect([world.dropped, world.told]).toEqual([[socket], ["open"]]);
  });

  it("[FEED-14] keeps the old socket when the new one is mute, and tries again", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    const next = world.accept();
    world.passDelivering(socket, 10_000);
    expect([world.dropped, world.told]).toEqual([[next], ["open"]]);
    world.passDelivering(socket, 1_000);
    expect([...world.sockets.keys()]).toEqual([socket, next + 1]);
  });

  it("[FEED-14] waits before it tries again when the new socket opens and dies", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    world.do({ type: "lost", socket: world.accept(), detail: "" });
    expect([...world.sockets.keys()]).toEqual([socket]);
    world.pass(250);
    expect([world.sockets.size, world.told]).toEqual([2, ["open"]]);
  });

  it("[FEED-14] lets the new socket take over silently when the old one dies first", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    world.accept();
    world.do({ type: "lost", socket, detail: "" });
    expect([world.told, isConnected(world.connection)]).toEqual([["open"], true]);
  });

  it("[FEED-14] announces the loss when the old one dies while the new one still connects", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    world.do({ type: "lost", socket, detail: "" });
    expect(world.told).toEqual(["open", "unavailable"]);
    world.accept();
    expect(world.told).toEqual(["open", "unavailable", "open"]);
  });

  it("[FEED-14] says nothing while a replacement is refused everywhere", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    world.refuse("blocked");
    world.refuse("blocked");
    expect([world.told, [...world.sockets.keys()]]).toEqual([["open"], [socket]]);
  });

  it("[FEED-12] starts a replacement at the first host", () => {
    const world = new World();
    world.do({ type: "open" });
    world.refuse("unavailable");
    const socket = world.accept();
    expect(world.host).toBe(1);
    world.do({ type: "shutdown", socket });
    expect(world.host).toBe(0);
  });
});

describe("being refused", () => {
  it("[FEED-15] is blocked when all hosts refuse, and asks again in about five minutes", () => {
    const world = new World();
    world.random = 0;
    world.do({ type: "open" });
    world.refuse("blocked");
    expect([world.host, world.told]).toEqual([1, []]);
    world.refuse("blocked");
    expect(world.told).toEqual(["blocked"]);
    world.pass(269_999);
    expect(world.sockets.size).toBe(0);
    world.pass(1);
    expect(world.host).toBe(0);
  });

  it("[FEED-15] is unavailable, not blocked, when one host refuses and another is down", () => {
    const world = new World();
    world.do({ type: "open" });
    world.refuse("blocked");
    world.refuse("unavailable");
    expect(world.told).toEqual(["unavailable"]);
  });

  it.each(["banned", "rate_limited"] as const)(
    "[FEED-16] waits as long as it is told when %s, on every host",
    (failure) => {
      const world = new World();
      world.do({ type: "open" });
      world.refuse(failure, 77_000);
      expect([world.told, world.sockets.size]).toEqual([[failure], 0]);
      world.pass(76_999);
      expect(world.sockets.size).toBe(0);
      world.pass(1);
      expect(world.sockets.size).toBe(1);
    },
  );

  it("[FEED-16] still waits when the live socket dies after its replacement was banned", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    world.refuse("banned", 77_000);
    world.do({ type: "lost", socket, detail: "" });
    world.pass(76_999);
    expect([world.sockets.size, world.told]).toEqual([0, ["open", "unavailable"]]);
    world.pass(1);
    expect(world.sockets.size).toBe(1);
  });

  it("[FEED-16] still waits when it is closed and opened in between", () => {
    const world = new World();
    world.do({ type: "open" });
    world.refuse("banned", 77_000);
    world.do({ type: "close" });
    world.do({ type: "open" });
    expect(world.sockets.size).toBe(0);
  });

  it("[FEED-17] drops both sockets on close, says so once, and stays quiet", () => {
    const { world, socket } = liveWorld();
    world.do({ type: "shutdown", socket });
    const next = world.accept();
    world.do({ type: "close" });
    world.do({ type: "close" });
    world.do({ type: "lost", socket, detail: "" });
    world.data(next, 1);
    expect([world.dropped, world.told]).toEqual([
      [socket, next],
      ["open", "closed"],
    ]);
    expect(nextDeadline(world.connection)).toBeNull();
  });
});
