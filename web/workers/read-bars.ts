import * as z from "zod/mini";
import type { PriceBar } from "../../market/indicators/kernel.ts";
import type { BarOrigin } from "./backtest-messages.ts";
import { KlineLines } from "./kline-lines.ts";

const GZIP = [0x1f, 0x8b] as const;
const PARQUET = "PAR1";

const ProblemSchema = z.object({ detail: z.string() });

/**
 * All bars of an origin. @param onBars told how many there are so far, after each piece that came.
 * @throws Error in words for the viewer.
 */
export async function readBars(origin: BarOrigin, onBars: (count: number) => void): Promise<PriceBar[]> {
  const body = origin.kind === "file" ? await fileBody(origin.file) : await answerBody(origin.path);
  const lines = new KlineLines();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const parts = (rest + piece.value).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) lines.take(line);
    onBars(lines.bars.length);
  }
  lines.take(rest);
  onBars(lines.bars.length);
  return lines.bars;
}

type Bytes = ReadableStream<BufferSource>;

async function answerBody(path: string): Promise<Bytes> {
  const answer = await fetch(path).catch(() => {
    throw new Error("The server could not be reached.");
  });
  if (answer.ok && answer.body !== null) return answer.body;
  const problem = z.safeParse(ProblemSchema, await answer.json().catch(() => undefined));
  throw new Error(problem.success ? problem.data.detail : `The server answered ${answer.status}.`);
}

async function fileBody(file: File): Promise<Bytes> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (new TextDecoder().decode(head) === PARQUET) {
    throw new Error("Parquet is read on the command line; here a CSV of klines is, also packed by gzip.");
  }
  const isPacked = GZIP.every((byte, i) => head[i] === byte);
  return isPacked ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
}
