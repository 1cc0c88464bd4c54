import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { World } from "../../../tests/support/binance/connection-world.ts";
import { CONNECTION_LIMITS } from "./connection-limits.ts";
import { isConnected, nextDeadline } from "./connection-state.ts";

describe("whatever happens", () => {
  const acts = [
    "data",
    "trade",
    "opened",
    "opened",
    "shutdown",
    "lost",
    "blocked",
    "banned",
    "unavailable",
  ] as const;
  // Weighted so that rotations and overlaps happen: much small talk, few deaths.
  const event = fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom("open", "open", "open", "close") },
    { weight: 6, arbitrary: fc.record({ pass: fc.nat({ max: 4_000 }) }) },
    { weight: 1, arbitrary: fc.record({ pass: fc.nat({ max: 400_000 }) }) },
    { weight: 16, arbitrary: fc.record({ act: fc.constantFrom(...acts), newest: fc.boolean() }) },
  );

  it("[FEED-11] keeps to two sockets and its budget, tells open and closed in turn, and never spins", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 200, size: "max" }),
        fc.nat({ max: 99 }),
        fc.constantFrom(3_000, 10_000),
        (events, percent, overlapMs) => {
          const world = new World(2, { overlapMs });
          world.random = percent / 100;
          let trade = 0;
          for (const happening of events) {
            if (typeof happening === "string") world.do({ type: happening });
            else if ("pass" in happening) world.pass(happening.pass);
            else {
              const ids = [...world.sockets.keys()];
              const socket = (happening.newest ? ids.at(-1) : ids[0]) ?? 0;
              const { candidate } = world.connection;
              const connecting = candidate?.id === socket && candidate.openedAt === null;
              const { act } = happening;
              if (act === "data" || act === "trade") world.data(socket, act === "trade" ? trade++ : null);
              else if (act === "shutdown") world.do({ type: act, socket });
              else if (act === "lost") world.do({ type: act, socket, detail: "" });
              else if (act === "opened") {
                if (connecting) world.do({ type: act, socket });
              } else if (connecting) {
                world.do({ type: "refused", socket, failure: act, retryAfterMs: null, detail: "" });
              }
            }
            const { live, candidate, attempts } = world.connection;
            const held = [live, candidate].flatMap((slot) => (slot === null ? [] : [slot.id]));
            expect([...world.sockets.keys()]).toEqual(held);
            const recent = attempts.filter((at) => at > world.now - CONNECTION_LIMITS.attemptWindowMs);
            expect(recent.length).toBeLessThanOrEqual(CONNECTION_LIMITS.attemptBudget);
            const deadline = nextDeadline(world.connection);
            expect(deadline === null).toBe(!world.connection.wanted);
            world.do({ type: "tick" });
            expect(nextDeadline(world.connection) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(world.now);
          }
          world.told.forEach((told, index) => {
            if (told === "open") expect(world.told[index - 1]).not.toBe("open");
          });
          expect(world.told.lastIndexOf("open") === world.told.length - 1 && world.told.length > 0).toBe(
            isConnected(world.connection),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
