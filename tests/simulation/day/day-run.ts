import { JOBS } from "../../../worker/jobs/registry.ts";
import { runDueJobs } from "../../../worker/jobs/run-due.ts";
import type { DayPlan } from "./day-plan.ts";
import { DayWorld } from "./day-world.ts";

/** A world in which all scheduled jobs run, not yet begun. */
export function dayWorld(day: DayPlan): DayWorld {
  let runs = 0;
  return new DayWorld(day, async (ports) => {
    const newOwner = () => {
      runs += 1;
      return `run-${runs}`;
    };
    // As the scheduled handler does: without D1 nothing is due, and the next minute tries again.
    await runDueJobs(JOBS, { ports, random: () => 0.5, newOwner }).catch(() => {});
  });
}

/** Lives through a whole day and the hour behind it. */
export async function liveThrough(day: DayPlan): Promise<DayWorld> {
  const world = dayWorld(day);
  await world.open();
  await world.runUntil(day.plan.end);
  return world;
}
