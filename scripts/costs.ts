import { countDay } from "../tests/simulation/day/count-day.ts";
import { documentCosts } from "./costs/document.ts";
import { costsText } from "./costs/text.ts";

/** `npm run costs [-- --write]`: counts a simulated day, prices it, and prints it or puts it into docs/costs.md. */
const text = costsText(await countDay());
if (process.argv.includes("--write")) documentCosts(text);
else console.log(text);
