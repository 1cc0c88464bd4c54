import { expect, it } from "vitest";
import { AddressBudgets } from "./address-budgets.ts";

const DEBT = 1_000_000;

it("[STR-22] forgets full budgets first, and no more addresses than it must", () => {
  const budgets = new AddressBudgets(3);
  budgets.of("owing", 0).settle(DEBT);
  budgets.of("full", 0);
  budgets.of("owing too", 0).settle(DEBT);
  budgets.of("new", 0).settle(DEBT);
  expect(budgets.size).toBe(3);
  for (const address of ["owing", "owing too", "new"]) {
    expect(budgets.of(address, 0).waitMs(0)).toBeGreaterThan(0);
  }
});

it("[STR-22] forgets the one unused for longest when all owe", () => {
  const budgets = new AddressBudgets(2);
  budgets.of("a", 0).settle(DEBT);
  budgets.of("b", 0).settle(DEBT);
  budgets.of("a", 1);
  budgets.of("c", 1);
  expect(budgets.size).toBe(2);
  expect(budgets.of("a", 1).waitMs(1)).toBeGreaterThan(0);
});
