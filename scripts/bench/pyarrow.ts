import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

/** Reads each Parquet file and writes it again with pyarrow's defaults; answers the bytes. */
const REWRITE = `
import json, os, sys
import pyarrow.parquet as pq
total = {"zstd": 0, "snappy": 0}
rows = 0
target = os.path.join(sys.argv[1], "pyarrow.out")
for name in sorted(os.listdir(sys.argv[1])):
    if not name.endswith(".parquet"): continue
    table = pq.read_table(os.path.join(sys.argv[1], name))
    rows += table.num_rows
    for codec in total:
        pq.write_table(table, target, compression=codec)
        total[codec] += os.path.getsize(target)
print(json.dumps({**total, "rows": rows}))
`;
const AnswerSchema = z.object({ zstd: z.number(), snappy: z.number(), rows: z.number() });
const LIMIT_MS = 300_000;

/** What pyarrow makes of the same rows. */
export type PyarrowBytes = z.infer<typeof AnswerSchema>;

/**
 * The bytes of all Parquet files of a folder, had pyarrow written them; undefined where Python has no pyarrow.
 * `WICK_PYTHON` names another Python. @throws Error where pyarrow cannot read them.
 */
export async function pyarrowBytes(folder: string): Promise<PyarrowBytes | undefined> {
  const python = process.env.WICK_PYTHON ?? "python3";
  try {
    await run(python, ["-c", "import pyarrow"], { timeout: 30_000 });
  } catch {
    return undefined;
  }
  const { stdout } = await run(python, ["-c", REWRITE, folder], { timeout: LIMIT_MS });
  return AnswerSchema.parse(JSON.parse(stdout));
}
