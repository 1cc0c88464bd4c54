import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MODEL_FEATURE_LIST } from "./model-features.ts";

it("[FC-6] the features that are told of are those that there are, in their order", () => {
  const text = readFileSync(new URL("../../../docs/spec/forecasts.md", import.meta.url), "utf8");
  const [, table = ""] = text.split("| name | formula | neutral |\n|---|---|---|\n");
  const wanted = MODEL_FEATURE_LIST.map(
    ({ name, formula, neutral }) => `| \`${name}\` | ${formula} | ${Number(neutral.toPrecision(4))} |`,
  );
  expect(table.split("\n").slice(0, wanted.length + 1)).toEqual([...wanted, ""]);
});
