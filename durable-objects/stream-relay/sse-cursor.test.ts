import { expect, it } from "vitest";
import { formatCursor, parseCursor } from "./sse-cursor.ts";

const CHANNELS = ["trades:BTCUSDT", "bars:BTCUSDT:1m", "status:BTCUSDT"];

it("[STR-15] a cursor gives every channel's position back, up to the largest", () => {
  const positions = { "trades:BTCUSDT": Number.MAX_SAFE_INTEGER, "bars:BTCUSDT:1m": 0, "status:BTCUSDT": 7 };
  expect(parseCursor(formatCursor(new Map(Object.entries(positions))), CHANNELS)).toEqual(positions);
});

it("[STR-15] a cursor serves the channels it knows, in a stream of others too", () => {
  const cursor = formatCursor(new Map([["trades:BTCUSDT", 5]]));
  expect(parseCursor(cursor, ["bars:ETHUSDT:1m", "trades:BTCUSDT"])).toEqual({ "trades:BTCUSDT": 5 });
});

it("a cursor that somebody made up is as good as none", () => {
  const key = formatCursor(new Map([["trades:BTCUSDT", 0]])).split("-")[0];
  for (const cursor of ["", ".", "-", `${key}-`, `${key}-!`, `${key}-zzzzzzzzzzz`, "x".repeat(9_000)]) {
    expect(parseCursor(cursor, CHANNELS)).toEqual({});
  }
});
