import { expect, test } from "vitest";
import { etagMatches, etagOf } from "./etag.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("[REST-32] equal bodies have equal ETags, bodies that differ in a digit do not", () => {
  expect(etagOf(bytes('{"a":1.01}'))).toBe(etagOf(bytes('{"a":1.01}')));
  const seen = new Set(Array.from({ length: 20_000 }, (_, n) => etagOf(bytes(`{"close":${n / 100}}`))));
  expect(seen.size).toBe(20_000);
});

test("[REST-32] If-None-Match is a list, compared weakly, and * is any", () => {
  expect(etagMatches('"x", W/"y"', '"y"')).toBe(true);
  expect(etagMatches("*", '"y"')).toBe(true);
  expect(etagMatches('"x"', '"y"')).toBe(false);
});
