import { expect, test } from "vitest";
import { BUSY, SYMBOLS, TYPICAL } from "../../../scripts/costs/assumptions.ts";
import { documentedCosts } from "../../../scripts/costs/document.ts";
import { costsText, symbolTotal } from "../../../scripts/costs/text.ts";
import { countDay } from "./count-day.ts";

const DAY_MS = 240_000;

test(
  "a simulated day's operations are those of docs/costs.md, and a symbol costs at most 6 USD a month",
  async () => {
    const counts = await countDay();
    // Differs where the app writes more or less than it did: look why, then `npm run costs -- --write`.
    expect(documentedCosts()).toBe(costsText(counts));
    expect(symbolTotal(counts, BUSY, SYMBOLS)).toBeLessThanOrEqual(6);
    expect(symbolTotal(counts, TYPICAL, SYMBOLS)).toBeLessThan(symbolTotal(counts, BUSY, SYMBOLS));
  },
  DAY_MS,
);
