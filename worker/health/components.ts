import type { ComponentHealth } from "../../contract/rest/operations.ts";
import type { Job, JobPorts } from "../jobs/job.ts";
import { examine, type Look } from "./component.ts";
import { lookAtForecasts } from "./forecasts.ts";
import { lookAtJobs } from "./jobs.ts";
import { examineHubs, lookAtHub, lookAtLedger, lookAtRelays, lookAtSources } from "./objects.ts";
import { lookAtD1, lookAtModels, lookAtR2 } from "./stores.ts";
import { lookAtWebhooks } from "./webhooks.ts";

const HUB = "hub:";

/** What is looked at: the parts behind the ports, and the jobs that should run. */
export interface Scene {
  readonly ports: JobPorts;
  readonly jobs: readonly Job[];
}

/** How each part but the hubs is looked at; the parts of the app are left out where there is no app. */
function looks({ ports, jobs }: Scene): Readonly<Record<string, () => Promise<Look>>> {
  const { parts, desk } = ports;
  return {
    d1: () => lookAtD1(ports),
    r2: () => lookAtR2(ports),
    jobs: () => lookAtJobs(ports, jobs),
    models: () => lookAtModels(ports),
    forecasts: () => lookAtForecasts(ports),
    webhooks: () => lookAtWebhooks(ports),
    ...(parts && {
      relays: () => lookAtRelays(parts),
      ledger: () => lookAtLedger(parts),
    }),
    ...(desk && { sources: () => lookAtSources(desk) }),
  };
}

/** The names of all components, in a settled order. @throws where the symbols cannot be read. */
export async function componentNames(scene: Scene): Promise<readonly string[]> {
  const hubs = (await scene.ports.symbols()).map(({ symbol }) => `${HUB}${symbol}`);
  return [...Object.keys(looks(scene)), "hubs", ...hubs];
}

/** A component as it is now, or undefined where there is none of the name. */
export async function examineComponent(scene: Scene, name: string): Promise<ComponentHealth | undefined> {
  const { ports } = scene;
  const look = new Map(Object.entries(looks(scene))).get(name);
  if (look !== undefined) return await examine(name, ports.now, look);
  if (name === "hubs") return (await examineHubs(ports))[0];
  if (!name.startsWith(HUB)) return undefined;
  const symbol = name.slice(HUB.length);
  const known = (await ports.symbols()).some((row) => row.symbol === symbol);
  return known ? await examine(name, ports.now, () => lookAtHub(ports, symbol)) : undefined;
}

/** Every component, each asked once. One that fails costs its own line only. */
export async function examineAll(scene: Scene): Promise<readonly ComponentHealth[]> {
  const { ports } = scene;
  const [parts, hubs] = await Promise.all([
    Promise.all(Object.entries(looks(scene)).map(([name, look]) => examine(name, ports.now, look))),
    examineHubs(ports),
  ]);
  return [...parts, ...hubs];
}
