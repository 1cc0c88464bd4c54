import type { Env } from "../../platform/env.ts";
import { jobRunner } from "../jobs/ports.ts";
import type { DrivePorts } from "./drive.ts";
import { tasksOf } from "./plan.ts";
import type { StartPorts } from "./start.ts";
import { wishesOf } from "./wishes.ts";

/** What drives an initialisation in the Worker. */
export function drivePorts(env: Env): DrivePorts {
  const ports = { runner: jobRunner(env) };
  return {
    db: env.DB,
    now: () => Date.now(),
    tasksOf: (id, wishes) => tasksOf(ports, id, wishesOf(wishes)),
  };
}

/** What begins one. @param wishes as `wishesText` writes them. */
export function startPorts(env: Env, wishes: string): StartPorts {
  const { db, now, tasksOf } = drivePorts(env);
  return {
    db,
    now,
    newId: () => crypto.randomUUID(),
    tasksOf: (id) => tasksOf(id, wishes),
    drive: async (id, instance) => {
      await env.INIT_WORKFLOW.create({ id: instance, params: { id } });
    },
  };
}
