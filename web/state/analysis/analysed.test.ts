import { expect, it } from "vitest";
import { ANALYSED_TIMEFRAMES } from "../../../contract/channels.ts";
import { ANALYSED_FRAMES } from "./analysed.ts";

it("the page offers analysis for the timeframes that the stream has it for", () => {
  expect(ANALYSED_FRAMES).toEqual(ANALYSED_TIMEFRAMES);
});
