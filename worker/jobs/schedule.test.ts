import { expect, test } from "vitest";
import { isRegular, nextAfterFailure, nextRegular } from "./schedule.ts";

const at = (text: string) => Date.parse(text);

test("[ETL-3] the next regular time is in UTC, and after the given one", () => {
  expect(nextRegular("* * * * *", at("2024-08-09T12:00:00Z"))).toBe(at("2024-08-09T12:01:00Z"));
  expect(nextRegular("* * * * *", at("2024-08-09T12:00:59.999Z"))).toBe(at("2024-08-09T12:01:00Z"));
  expect(nextRegular("7 */4 * * *", at("2024-08-09T12:07:00Z"))).toBe(at("2024-08-09T16:07:00Z"));
  expect(nextRegular("15 3 * * *", at("2024-03-30T12:00:00Z"))).toBe(at("2024-03-31T03:15:00Z"));
  // 2024-08-11 is a Sunday.
  expect(nextRegular("0 5 * * 0", at("2024-08-09T12:00:00Z"))).toBe(at("2024-08-11T05:00:00Z"));
  // A day of the month and a weekday: either will do. 2024-08-16 is a Friday.
  expect(nextRegular("0 0 14 * 5", at("2024-08-12T00:00:00Z"))).toBe(at("2024-08-14T00:00:00Z"));
  expect(nextRegular("0 0 14 * 5", at("2024-08-14T00:00:00Z"))).toBe(at("2024-08-16T00:00:00Z"));
  expect(() => nextRegular("every day", 0)).toThrow();
  expect(() => nextRegular("0 * * * * *", 0)).toThrow();
});

test("[ETL-3] a time is regular when the schedule has it", () => {
  expect(isRegular("5 * * * *", at("2024-08-09T12:05:00Z"))).toBe(true);
  expect(isRegular("5 * * * *", at("2024-08-09T12:06:00Z"))).toBe(false);
  expect(isRegular("* * * * *", at("2024-08-09T12:05:00.001Z"))).toBe(false);
});

test("[ETL-6] the wait after a failure doubles from a minute to an hour, with a fifth of jitter", () => {
  const now = at("2024-08-09T00:00:00Z");
  const waits = [1, 2, 3, 6, 7, 8, 500].map(
    (failures) => (nextAfterFailure("0 0 1 1 *", now, failures, 0.5) - now) / 60_000,
  );
  expect(waits).toEqual([1, 2, 4, 32, 60, 60, 60]);
  expect(nextAfterFailure("0 0 1 1 *", now, 1, 0) - now).toBe(48_000);
  expect(nextAfterFailure("0 0 1 1 *", now, 1, 1) - now).toBe(72_000);
});

test("[ETL-6] a retry is never later than the next regular time", () => {
  const now = at("2024-08-09T11:58:30Z");
  expect(nextAfterFailure("0 * * * *", now, 9, 1)).toBe(at("2024-08-09T12:00:00Z"));
});
