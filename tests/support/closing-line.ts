import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with one plain line of counts, for whoever reads the log by machine. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    let skipped = 0;
    let failed = errors.length;
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      passed += states.filter((state) => state === "passed").length;
      skipped += states.filter((state) => state === "skipped").length;
      failed += states.filter((state) => state === "failed").length;
      if (module.state() === "failed" && !states.includes("failed")) failed += 1;
    }
    // After the default reporter's summary, which is written in the same turn.
    process.once("exit", () => console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`));
  }
}
