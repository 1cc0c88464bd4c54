import { type Plan, planOf } from "./plan.ts";
import { verify } from "./verify.ts";
import { World } from "./world.ts";

export interface Outcome {
  readonly seed: number;
  readonly wrong: readonly string[];
  readonly world: World;
}

/** Runs one seed to its end and says what is wrong. */
export async function simulate(plan: Plan): Promise<Outcome> {
  const world = new World(plan);
  await world.run();
  return { seed: plan.seed, wrong: await verify(world), world };
}

export async function simulateSeed(seed: number): Promise<Outcome> {
  return await simulate(planOf(seed));
}
