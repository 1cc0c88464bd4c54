import { processWorld } from "./wick/process-world.ts";
import { runWick } from "./wick/run-wick.ts";

runWick(process.argv.slice(2), processWorld()).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
