import { describe, expect, it } from "vitest";
import type { PriceBar } from "../indicators/kernel.ts";
import { lotOf } from "./lots.ts";
import { notesOf } from "./notes.ts";
import type { Entry, HeldPosition, Orders } from "./order.ts";
import { pricingOf } from "./pricing.ts";
import { seriesOf } from "./series.ts";
import { type BacktestSettings, DEFAULT_TERMS } from "./settings.ts";
import { Simulation } from "./simulation.ts";
import type { Strategy } from "./strategy.ts";

type Prices = readonly [open: number, high: number, low: number, close: number];

/** A strategy that gives its orders by the number of the bar. */
const scripted = (
  script: Readonly<Record<number, Orders>>,
  seen: (HeldPosition | null)[] = [],
): Strategy<{ bar: number }> => ({
  ...{ id: "sma-cross", title: "", description: "", parameters: [] },
  hasStop: () => true,
  columns: () => [],
  init: () => ({ bar: 0 }),
  decide(state, _bar, _row, held) {
    seen.push(held === null ? null : { ...held });
    state.bar += 1;
    return script[state.bar - 1] ?? null;
  },
});

function simulate(
  prices: readonly Prices[],
  script: Readonly<Record<number, Orders>>,
  terms: Partial<BacktestSettings> = {},
  first = 0,
) {
  const bars = prices.map(([open, high, low, close], i): PriceBar => {
    return { openTime: (i + 1) * 60_000, open, high, low, close, volume: 1_000 };
  });
  const settings: BacktestSettings = {
    ...DEFAULT_TERMS,
    ...{ symbol: "T", timeframe: "1m", strategy: "sma-cross", capital: 1_000, sides: "both" },
    ...{ feeBps: 0, slippageBps: 0 },
    ...terms,
  };
  const series = { ...seriesOf(bars, null), first };
  const pricing = pricingOf(settings, lotOf(0.001));
  const simulation = new Simulation(series, scripted(script), {}, settings, pricing);
  simulation.advance(bars.length);
  const { fills, trades } = simulation.broker;
  const told = fills.map(({ openTime, place, action, price, quantity, reason }) => {
    return [openTime / 60_000 - 1, action, quantity, price, place, reason];
  });
  const notes = notesOf(series, simulation, settings);
  return {
    told,
    fills,
    trades,
    notes,
    simulation,
    equity: [...simulation.equity].map((micros) => micros / 1e6),
  };
}

const flat: Prices = [100, 100, 100, 100];
const enter = (entry: Partial<Entry>): Orders => ({
  enter: [{ side: "long", at: null, stop: null, targets: [], reason: "in", ...entry }],
});

describe("[BT-10] orders for the next bar", () => {
  it("enter and leave at the open after the close at which they were given", () => {
    const { told, trades } = simulate(
      [flat, [101, 105, 99, 104], [103, 103, 103, 103], [110, 110, 90, 95], flat],
      { 0: enter({}), 2: { exit: "out" } },
      { capital: 999.9 },
    );
    expect(told).toEqual([
      [1, "buy", 9.9, 101, "open", "in"],
      [3, "sell", 9.9, 110, "open", "out"],
    ]);
    expect(trades[0]).toMatchObject({ entryTime: 120_000, exitTime: 240_000, bars: 3, exits: 1 });
    expect(trades[0]?.profit).toBe(89.1);
  });

  it("turn round at one open: out first, then in", () => {
    const { told } = simulate([flat, flat, [90, 90, 90, 90], flat], {
      0: enter({}),
      1: { exit: "turn", ...enter({ side: "short", reason: "short" }) },
    });
    expect(told).toEqual([
      [1, "buy", 10, 100, "open", "in"],
      [2, "sell", 10, 90, "open", "turn"],
      [2, "sell", 10, 90, "open", "short"],
      [3, "buy", 10, 100, "close", "end of the data"],
    ]);
  });

  it("lapse with the bar, and are not made while something is held", () => {
    const { told } = simulate([flat, flat, flat, [100, 130, 100, 100], flat], {
      0: enter({ at: 120 }),
      1: enter({}),
      2: enter({ reason: "again" }),
    });
    expect(told.map(([bar, action]) => [bar, action])).toEqual([
      [2, "buy"],
      [4, "sell"],
    ]);
  });

  it("[BT-3] given before the first bar that counts are not carried out", () => {
    const { told, equity } = simulate([flat, flat, flat, flat], { 0: enter({}), 1: enter({}) }, {}, 2);
    expect(told).toEqual([]);
    expect(equity).toEqual([1_000, 1_000]);
  });
});

describe("[BT-11] within a bar", () => {
  const levels = { stop: { price: 95 }, targets: [{ level: { price: 110 }, share: 1 }] } as const;

  it("the stop comes before a target, and the bar is counted as unclear", () => {
    const { told, simulation } = simulate([flat, flat, [100, 115, 94, 112], flat], { 0: enter(levels) });
    expect(told.slice(1)).toEqual([[2, "sell", 10, 95, "level", "stop"]]);
    expect(simulation.broker.unclearBars).toBe(1);
  });

  it("works also in the bar that is entered at its open", () => {
    const { told } = simulate([flat, [100, 101, 95, 100], flat], { 0: enter(levels) });
    expect(told).toEqual([
      [1, "buy", 10, 100, "open", "in"],
      [1, "sell", 10, 95, "level", "stop"],
    ]);
  });

  it("[BT-12] a gap through a level fills at the open: worse for a stop, better for a target", () => {
    const below = simulate([flat, flat, [90, 92, 88, 91], flat], { 0: enter(levels) });
    expect(below.told[1]).toEqual([2, "sell", 10, 90, "open", "stop"]);
    const above = simulate([flat, flat, [120, 121, 119, 120], flat], { 0: enter(levels) });
    expect(above.told[1]).toEqual([2, "sell", 10, 120, "open", "target 1"]);
  });

  it("is the same upside down for a short position", () => {
    const short = {
      side: "short",
      stop: { price: 105 },
      targets: [{ level: { price: 90 }, share: 1 }],
    } as const;
    const stopped = simulate([flat, flat, [100, 106, 80, 100], flat], { 0: enter(short) });
    expect(stopped.told[1]).toEqual([2, "buy", 10, 105, "level", "stop"]);
    expect(stopped.trades[0]?.profit).toBe(-50);
    const won = simulate([flat, flat, [100, 104, 89, 100], flat], { 0: enter(short) });
    expect(won.told[1]).toEqual([2, "buy", 10, 90, "level", "target 1"]);
    expect(won.trades[0]?.profit).toBe(100);
  });

  it("a stop follows where it is moved to, from the next bar on", () => {
    const { told } = simulate([flat, [100, 100, 97, 100], [100, 100, 97, 100], flat], {
      0: enter({ stop: { price: 90 } }),
      1: { moveStop: 98 },
    });
    expect(told[1]).toEqual([2, "sell", 10, 98, "level", "stop"]);
  });
});

describe("[BT-13] levels", () => {
  const targets = [
    { level: { price: 110 }, share: 0.25 },
    { level: { price: 120 }, share: 0.25 },
    { level: { price: 130 }, share: 0.1 },
  ];

  it("targets take their shares off, the last one what is left", () => {
    const { told, trades } = simulate([flat, flat, [100, 121, 100, 121], [121, 131, 120, 130], flat], {
      0: enter({ targets }),
    });
    expect(told.slice(1)).toEqual([
      [2, "sell", 2.5, 110, "level", "target 1"],
      [2, "sell", 2.5, 120, "level", "target 2"],
      [3, "sell", 5, 130, "level", "target 3"],
    ]);
    expect(trades[0]).toMatchObject({ exits: 3, exitPrice: 122.5, exitReason: "target 3", profit: 225 });
  });

  it("count from the price that is filled", () => {
    const { told } = simulate([flat, [104, 104, 104, 104], [104, 110, 104, 109], flat], {
      0: enter({ stop: { ratio: 0.05 }, targets: [{ level: { distance: 5 }, share: 1 }] }),
    });
    expect(told[1]?.slice(3)).toEqual([109, "level", "target 1"]);
  });

  it("that the entry's price has passed leave their part to the next; all passed, or the stop: no entry", () => {
    const passed = simulate([flat, [115, 115, 115, 115], [115, 131, 115, 131], flat], {
      0: enter({ targets }),
    });
    expect(passed.told.slice(1).map((fill) => fill[5])).toEqual(["target 2", "target 3"]);
    expect(simulate([flat, [140, 140, 140, 140], flat], { 0: enter({ targets }) }).told).toEqual([]);
    expect(simulate([flat, [94, 94, 94, 94], flat], { 0: enter({ stop: { price: 95 } }) }).told).toEqual([]);
    expect(simulate([flat, [101, 101, 101, 101], flat], { 0: enter({ zone: [99.5, 100.5] }) }).told).toEqual(
      [],
    );
  });
});

describe("[BT-14] entries at a level", () => {
  it("are filled at the level, or at the open beyond it", () => {
    const at = simulate([flat, [100, 106, 99, 105], flat], { 0: enter({ at: 105 }) });
    expect(at.told[0]).toEqual([1, "buy", expect.closeTo(9.523, 3), 105, "level", "in"]);
    const gap = simulate([flat, [107, 108, 106, 107], flat], { 0: enter({ at: 105 }) });
    expect(gap.told[0]?.slice(3, 5)).toEqual([107, "open"]);
    expect(simulate([flat, [100, 104, 99, 100], flat], { 0: enter({ at: 105 }) }).told).toEqual([]);
  });

  it("are stopped in the same bar where it comes to the stop as well", () => {
    const { told } = simulate([flat, [93, 106, 92, 105], flat], {
      0: enter({ at: 105, stop: { price: 95 } }),
    });
    // The open was before the entry: nothing is filled there.
    expect(told[1]?.slice(3)).toEqual([95, "level", "stop"]);
  });

  it("of two the one nearer to the open is the one", () => {
    const both: Orders = {
      enter: [
        { side: "long", at: 110, stop: null, targets: [], reason: "up" },
        { side: "short", at: 97, stop: null, targets: [], reason: "down" },
      ],
    };
    expect(simulate([flat, [100, 112, 96, 100], flat], { 0: both }).told[0]?.[5]).toBe("down");
    expect(simulate([flat, [105, 112, 96, 100], flat], { 0: both }).told[0]?.[5]).toBe("up");
  });
});

describe("the account", () => {
  it("[BT-15] is closed at the last close", () => {
    const { told, equity } = simulate([flat, flat, [100, 111, 100, 110]], { 0: enter({}) });
    expect(told[1]).toEqual([2, "sell", 10, 110, "close", "end of the data"]);
    expect(equity).toEqual([1_000, 1_000, 1_100]);
  });

  it("[BT-16] that is used up by a short ends there", () => {
    const { told, equity } = simulate([flat, flat, [100, 250, 100, 210], flat, flat], {
      0: enter({ side: "short" }),
      3: enter({}),
    });
    expect(told[1]).toEqual([2, "buy", 10, 210, "close", "ruin"]);
    expect(told).toHaveLength(2);
    expect(equity).toEqual([1_000, 1_000, -100, -100, -100]);
  });

  it("[BT-16] says so where a stop came too late to leave anything", () => {
    const gap: Prices = [250, 250, 250, 250];
    const short = enter({ side: "short", stop: { price: 110 } });
    const { told, equity, notes } = simulate([flat, flat, gap, flat], { 0: short, 2: enter({}) });
    expect(told.at(-1)).toEqual([2, "buy", 10, 250, "open", "stop"]);
    expect(equity).toEqual([1_000, 1_000, -500, -500]);
    expect(notes).toContain("The account was used up, and trading ended there.");
    expect(simulate([flat, flat, flat], { 0: short }).notes.join(" ")).not.toContain("used up");
  });

  it("[BT-30] pays fee and slippage of each fill, each rounded to the millionth", () => {
    const { fills, trades } = simulate(
      [flat, [33.33, 33.33, 33.33, 33.33], flat],
      { 0: enter({}) },
      {
        feeBps: 7.25,
        slippageBps: 1.5,
      },
    );
    const [fill] = fills;
    const notional = Math.round(33.33 * (fill?.quantity ?? 0) * 1e6);
    expect(fill?.notional).toBe(notional / 1e6);
    expect(fill?.fee).toBe(Math.floor(notional * 0.000_725 + 0.5) / 1e6);
    expect(fill?.slippage).toBe(Math.floor(notional * 0.000_15 + 0.5) / 1e6);
    expect(trades[0]?.fees).toBeGreaterThan(fill?.fee ?? 0);
  });
});
