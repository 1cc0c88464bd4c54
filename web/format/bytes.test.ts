import { describe, expect, it } from "vitest";
import { formatBytes } from "./bytes.ts";

describe("a size", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [1_540, "1.5 kB"],
    [9_960, "10 kB"],
    [31_400_000, "31 MB"],
    [999_600_000, "1.0 GB"],
    [2.5e15, "2500 TB"],
  ])("of %d is %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
