import type { InitRun } from "../../contract/rest/init.ts";

/** What an initialisation came to, for the person at the terminal. */
export function summaryLines(
  run: InitRun | undefined,
  before: { readonly migrated: number; readonly restored: number },
): string[] {
  const { migrated, restored } = before;
  const changed = (run?.changed ?? 0) + migrated + restored;
  const failed = run?.tasks.filter(({ status }) => status === "failed") ?? [];
  if (failed.length > 0) {
    return [
      `Not complete: ${failed.length} of ${run?.tasks.length} tasks failed.`,
      ...failed.map(({ name, detail }) => `  ${name}: ${detail ?? "failed"}`),
      "What was done stays; the same command goes on from there.",
    ];
  }
  if (changed === 0) return ["Already complete: 0 rows changed."];
  const parts = [
    ...(migrated === 0 ? [] : [`  migrations: ${migrated}`]),
    ...(restored === 0 ? [] : [`  restore: ${restored}`]),
    ...(run?.tasks ?? []).filter((task) => task.changed > 0).map((task) => `  ${task.name}: ${task.changed}`),
    ...(run?.superuser?.created ? ["  superuser: 1"] : []),
  ];
  return [`Complete: ${changed} rows changed.`, ...parts];
}
