import { clockMs } from "../clock.ts";
import { KeepAlive } from "./keep-alive.ts";

/** Asks a server for one page over several connections for a while, in a process of its own. */

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly ms: number;
}
export type LoadResult = { readonly perSecond: number } | { readonly failed: string };

function measure({ url, connections, ms }: Load): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = clockMs();
    let answers = 0;
    let open = connections;
    const asking: KeepAlive[] = [];
    const end = (settle: () => void) => {
      for (const one of asking) one.close();
      settle();
    };
    const onAnswer = () => {
      answers += 1;
      const elapsed = clockMs() - start;
      if (elapsed < ms) return true;
      open -= 1;
      if (open === 0) end(() => resolve((answers / elapsed) * 1_000));
      return false;
    };
    for (let i = 0; i < connections; i++) {
      const one = new KeepAlive(new URL(url), onAnswer, (error) => end(() => reject(error)));
      asking.push(one);
      one.ask();
    }
  });
}

process.on("message", (load: Load) => {
  measure(load).then(
    (perSecond) => process.send?.({ perSecond } satisfies LoadResult),
    (error: unknown) => process.send?.({ failed: String(error) } satisfies LoadResult),
  );
});
process.on("disconnect", () => process.exit());
