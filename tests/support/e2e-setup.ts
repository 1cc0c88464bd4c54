import { buildWeb, buildWorker } from "../../scripts/app/build.ts";

/** Builds the app once for all the tests that start it; WICK_BUILT=1 takes what `npm run build` has left. */
export default async function setup(): Promise<void> {
  if (process.env.WICK_BUILT === "1") return;
  await Promise.all([buildWorker(), buildWeb()]);
}
