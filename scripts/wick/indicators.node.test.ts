import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { choose, findIndicator } from "../../market/indicators/catalog/catalog.ts";
import { CORE_SET } from "../../market/indicators/core-set.ts";
import { fold } from "../../market/indicators/fold.ts";
import { klineBars } from "../../tests/support/kline-files.ts";
import { DATA } from "../../tests/support/recorded-data.ts";
import { TestWorld } from "./test-data/test-world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

it.runIf(DATA !== undefined)(
  "[CLI-30] the core set of a recorded file is the fold of the kernels that are held to TA-Lib, from its first bar",
  async () => {
    const file = "spot/BTCUSDT_4h.csv.gz";
    const bars = klineBars(file);
    const rows = await world.rows("indicators", "--data", join(DATA ?? "", "klines", file));
    expect(rows).toHaveLength(bars.length);
    for (const { key, kernel, parameters } of CORE_SET) {
      const entry = findIndicator(kernel.id);
      if (entry === undefined) throw new Error(`${key} is not in the catalog`);
      const { key: title } = choose(entry, parameters);
      const values = fold(kernel, parameters, bars);
      for (const { name } of entry.outputs) {
        const column = entry.outputs.length === 1 ? title : `${title}.${name}`;
        const wanted = values.map((value) => (typeof value === "number" ? value : (value?.[name] ?? null)));
        expect(
          rows.map((row) => row[column]),
          column,
        ).toEqual(wanted);
      }
    }
  },
  60_000,
);
