import type { Output } from "./output.ts";
import type { World } from "./world.ts";

/** What is said when the rows are written: printed, or on standard error where the rows were printed. */
export async function closingNotice(text: string, { path }: Output, world: World): Promise<void> {
  if (path === null) world.notice(text);
  else await world.write(`${text}\n`);
}
