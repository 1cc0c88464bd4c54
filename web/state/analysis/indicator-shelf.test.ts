import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import type { KeptText } from "../kept-text.ts";
import { MAX_CHOICES } from "./indicator-choice.ts";
import { openShelf } from "./indicator-shelf.ts";

function kept(text: string): KeptText {
  const value = signal(text);
  return {
    value,
    set: (next) => {
      value.value = next;
    },
  };
}

describe("the shelf of indicators", () => {
  it("[PAGE-33] shows what the viewer kept, and keeps what he changes", () => {
    const store = kept("ema(21)");
    const shelf = openShelf(store, undefined);
    expect(shelf.text.value).toBe("ema(21)");
    shelf.add({ id: "rsi", parameters: [14] });
    shelf.add({ id: "rsi", parameters: [14] });
    expect(store.value.value).toBe("ema(21),rsi(14)");
    shelf.replace("ema(21)", { id: "ema", parameters: [50] });
    expect(store.value.value).toBe("ema(50),rsi(14)");
    shelf.replace("ema(50)", { id: "rsi", parameters: [14] });
    expect(store.value.value).toBe("ema(50),rsi(14)");
    shelf.remove("rsi(14)");
    expect(store.value.value).toBe("ema(50)");
  });

  it("[PAGE-33] shows what an address asks for without keeping it", () => {
    const store = kept("ema(21)");
    const shelf = openShelf(store, "obv,rsi(7)");
    expect(shelf.text.value).toBe("obv,rsi(7)");
    expect(store.value.value).toBe("ema(21)");
    shelf.remove("obv");
    expect(store.value.value).toBe("rsi(7)");
  });

  it("takes no more than a chart can show", () => {
    const shelf = openShelf(kept(""), undefined);
    for (let period = 2; period < 30; period += 1) shelf.add({ id: "ema", parameters: [period] });
    expect(shelf.choices.value).toHaveLength(MAX_CHOICES);
    expect(shelf.full.value).toBe(true);
  });
});
