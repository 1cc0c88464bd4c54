import { expect, it } from "vitest";
import { below, fixed, percentText, priceText } from "./number-text.ts";

it("[SIG-2] writes numbers for sentences with a true minus, and none before zero", () => {
  expect([fixed(-0.416, 2), fixed(-0.001, 2), percentText(-0.0025)]).toEqual(["−0.42", "0.00", "−0.25 %"]);
  expect([priceText(-4.3041), priceText(-0.000012345678)]).toEqual(["−4.3041", "−0.000012346"]);
});

it("[SIG-1] never writes a score below the threshold as one that reaches it", () => {
  expect([below(0.4, 0.5, 2), below(0.4991, 0.5, 2), below(-0.4996, 0.5, 2)]).toEqual([
    "0.40",
    "0.499",
    "−0.4996",
  ]);
});
