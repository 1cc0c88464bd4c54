import { buildWeb, buildWorker } from "./app/build.ts";

await Promise.all([buildWorker(), buildWeb()]);
