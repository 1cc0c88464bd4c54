import { expect, test } from "vitest";
import { BUSY, SYMBOLS, TYPICAL } from "../../../scripts/costs/assumptions.ts";
import { documentedCosts } from "../../../scripts/costs/document.ts";
import { costsText, symbolTotal } from "../../../scripts/costs/text.ts";
import { countDay } from "./count-day.ts";

const DAY_MS = 240_000;
const NUMBER = /\d[\d,]*(?:\.\d+)?/g;

function numbersOf(text: string): number[] {
  return [...text.matchAll(NUMBER)].map(([number]) => Number(number.replaceAll(",", "")));
}

function wordsOf(text: string): string {
  return text.replace(NUMBER, "#");
}

test(
  "a simulated day's operations are those of docs/costs.md, and a symbol costs at most 6 USD a month",
  async () => {
    const counts = await countDay();
    // Differs where the app writes more or less than it did: look why, then `npm run costs -- --write`.
    const [documented, counted] = [documentedCosts(), costsText(counts)];
    expect(wordsOf(documented)).toBe(wordsOf(counted));
    const wanted = numbersOf(documented);
    for (const [index, number] of numbersOf(counted).entries()) {
      // Whether two things of the same virtual minute meet in one batch is up to the machine: rows, not percents.
      expect(Math.abs(number - (wanted[index] ?? 0)), `number ${index}`).toBeLessThanOrEqual(
        0.01 * number + 1,
      );
    }
    expect(symbolTotal(counts, BUSY, SYMBOLS)).toBeLessThanOrEqual(6);
    expect(symbolTotal(counts, TYPICAL, SYMBOLS)).toBeLessThan(symbolTotal(counts, BUSY, SYMBOLS));
  },
  DAY_MS,
);
