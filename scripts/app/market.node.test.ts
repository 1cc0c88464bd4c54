import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATA } from "../../tests/support/recorded-data.ts";
import { chooseMarket } from "./market.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wick-market-"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe("the market of a local app", () => {
  it("has every symbol where it is generated", async () => {
    const market = await chooseMarket({ MARKET_FEED: "replay" }, folder);
    await market.close();
    expect(market.symbols).toBeUndefined();
  });

  it.runIf(DATA !== undefined)("has what was recorded, and no other, where it is a recording", async () => {
    const market = await chooseMarket({ MARKET_FEED: "replay", REPLAY_DATA: DATA }, folder);
    await market.close();
    expect(market.symbols).toContain("BTCUSDT");
    expect(market.symbols).not.toContain("LTCUSDT");
  });
});
