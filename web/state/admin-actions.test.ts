import { describe, expect, it } from "vitest";
import { ApiError } from "../api/api.ts";
import { createAdminActions } from "./admin-actions.ts";
import { openAdminKey } from "./admin-key.ts";

/** As much of a browser's storage as a key needs. */
function storage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
}

describe("the admin key", () => {
  it("[PAGE-22] is found again in the same tab until it is forgotten", () => {
    const tab = storage();
    openAdminKey(() => tab).keep("wick_a");
    const key = openAdminKey(() => tab);
    expect(key.value.value).toBe("wick_a");
    key.forget();
    expect([key.value.value, tab.kept.size]).toEqual([null, 0]);
  });

  it("is held in memory where the browser forbids storage", () => {
    const key = openAdminKey(() => {
      throw new Error("denied");
    });
    key.keep("wick_a");
    expect(key.value.value).toBe("wick_a");
  });
});

describe("an action by the admin key", () => {
  const open = () => {
    const key = openAdminKey(storage);
    key.keep("wick_a");
    return { key, actions: createAdminActions(key) };
  };

  it("[PAGE-23] is under way once a thing, and ends with a sentence", async () => {
    const { actions } = open();
    let finish = (_: string) => {};
    const end = new Promise<string>((resolve) => {
      finish = resolve;
    });
    let begun = 0;
    const work = () => {
      begun += 1;
      return end;
    };
    const first = actions.run("job", work);
    await actions.run("job", work);
    expect([begun, actions.busy.value.has("job")]).toEqual([1, true]);
    finish("It has begun.");
    await first;
    expect(actions.outcome.value).toEqual({ ok: true, text: "It has begun." });
    expect(actions.busy.value.size).toBe(0);
  });

  it("[PAGE-22] forgets a key that is not accepted, and keeps one that only may not do this", async () => {
    const { key, actions } = open();
    await actions.run("a", () => Promise.reject(new ApiError("forbidden", "no")));
    expect(actions.outcome.value?.text).toContain("needs admin");
    expect(key.value.value).toBe("wick_a");
    await actions.run("a", () => Promise.reject(new ApiError("unauthorized", "no")));
    expect(actions.outcome.value?.ok).toBe(false);
    expect(key.value.value).toBeNull();
  });

  it("says what the server said", async () => {
    const { actions } = open();
    await actions.run("a", () => Promise.reject(new ApiError("job_running", "The job x is running.")));
    expect(actions.outcome.value).toEqual({ ok: false, text: "The job x is running." });
  });
});
