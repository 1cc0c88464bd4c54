import type { InferenceSession } from "onnxruntime-web/wasm";
import { expect, test } from "vitest";
import { type Runtime, sessionsOf } from "./session.ts";

const INPUTS = {
  n: 1,
  features: new Float32Array(1),
  bars: new Float32Array(320),
  coin: new BigInt64Array(1),
};

/** A runtime that does nothing, in several steps, and tells what it began and ended. */
function tellingRuntime(): { readonly runtime: Runtime; readonly told: string[] } {
  const told: string[] = [];
  const step = async (what: string) => {
    told.push(`${what} begins`);
    for (let i = 0; i < 5; i++) await Promise.resolve();
    if (what.includes("bad")) throw new Error(what);
    told.push(`${what} ends`);
  };
  let made = 0;
  const runtime: Runtime = {
    InferenceSession: {
      async create(bytes) {
        const name = bytes.length === 0 ? "bad" : String(++made);
        await step(`create ${name}`);
        const session = {
          inputNames: ["coin"],
          outputNames: [],
          run: async () => {
            await step(`run ${name}`);
            return {};
          },
          release: () => step(`release ${name}`),
        };
        // Of the runtime's session these four are all that is used.
        return session as unknown as InferenceSession;
      },
    },
    Tensor: class {} as unknown as Runtime["Tensor"],
  };
  return { runtime, told };
}

test("[FC-60] what is asked of the runtime at once is done one after another, also after a failure", async () => {
  const { runtime, told } = tellingRuntime();
  const create = sessionsOf(runtime);
  const [one, bad, two] = await Promise.allSettled([
    create(new Uint8Array(1)),
    create(new Uint8Array()),
    create(new Uint8Array(1)),
  ]);
  if (one.status === "rejected" || two.status === "rejected") throw new Error("a good one failed");
  expect(bad).toMatchObject({
    status: "rejected",
    reason: expect.objectContaining({ message: "create bad" }),
  });
  await Promise.all([
    one.value.run(INPUTS),
    two.value.run(INPUTS),
    one.value.run(INPUTS),
    two.value.release(),
  ]);
  expect(told).toEqual(
    ["create 1", "create bad", "create 2", "run 1", "run 2", "run 1", "release 2"].flatMap((what) =>
      what === "create bad" ? [`${what} begins`] : [`${what} begins`, `${what} ends`],
    ),
  );
});
