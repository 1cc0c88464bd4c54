import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { addPushed, openWick } from "./wick.ts";

const hubs = async () => (await listDurableObjectIds(env.SYMBOL_HUB)).length;

it("[STR-21] makes no object for a guessed symbol, and serves one that was just added", async () => {
  const wick = await openWick();
  await addPushed(wick, "FIRSTUSD");
  const before = await hubs();
  const relay = env.STREAM_RELAY.getByName("relay-0");

  const guesses = Array.from({ length: 50 }, (_, position) => `trades:GUESS${position}`);
  const answers = await relay.snapshot(guesses);

  expect(answers).toEqual(guesses.map((channel) => ({ channel, error: "unknown_symbol" })));
  expect(await hubs()).toBe(before);

  await addPushed(wick, "SECONDUSD");
  const added = await relay.snapshot(["trades:SECONDUSD"]);
  expect(added).toMatchObject([{ head: expect.any(Number) }]);
});
