import { z } from "zod";
import { parseDecimal, toScaled } from "../../../market/bars/decimal.ts";

/** An individual trade as it was recorded; price and size scaled by 10^8. */
export interface Fill {
  readonly id: number;
  readonly price: bigint;
  readonly size: bigint;
  readonly timeUs: number;
  readonly buyerIsMaker: boolean;
}

const FrameSchema = z.object({
  frame: z.object({
    data: z.object({
      e: z.literal("trade"),
      s: z.string(),
      t: z.number().int(),
      p: z.string(),
      q: z.string(),
      T: z.number().int(),
      m: z.boolean(),
    }),
  }),
});

/**
 * The trades of a CSV recording (`trade_id,price,qty,time,is_buyer_maker,…`; `time_us` counts microseconds).
 * @throws Error that names the line that cannot be read.
 */
export function fillsFromCsv(lines: readonly string[], path: string): Fill[] {
  const [header = "", ...rows] = lines;
  const columns = header.split(",");
  const micro = columns.indexOf("time_us");
  const places = ["trade_id", "price", "qty", "is_buyer_maker"].map((name) => columns.indexOf(name));
  const time = micro >= 0 ? micro : columns.indexOf("time");
  const [id = -1, price = -1, size = -1, maker = -1] = places;
  if (Math.min(time, ...places) < 0) throw new Error(`${path}: not a recording of trades: ${header}`);
  return rows.map((line, i) => {
    const cells = line.split(",");
    const stamp = Number(cells[time]);
    return checked(path, i + 2, {
      id: Number(cells[id]),
      price: cells[price] ?? "",
      size: cells[size] ?? "",
      timeUs: micro >= 0 ? stamp : stamp * 1_000,
      buyerIsMaker: cells[maker] === "true",
    });
  });
}

/** The trades among recorded stream frames of a symbol (one `{"frame":…}` a line); other frames are passed over. */
export function fillsFromFrames(lines: readonly string[], symbol: string, path: string): Fill[] {
  return lines.flatMap((line, i) => {
    if (!line.includes('"e":"trade"')) return [];
    const { data } = FrameSchema.parse(JSON.parse(line)).frame;
    if (data.s !== symbol) return [];
    const timeUs = data.T >= 100_000_000_000_000 ? data.T : data.T * 1_000;
    return [checked(path, i + 1, { id: data.t, price: data.p, size: data.q, timeUs, buyerIsMaker: data.m })];
  });
}

/** Sorted by id, each once. */
export function uniqueFills(fills: readonly Fill[]): Fill[] {
  const sorted = [...fills].sort((a, b) => a.id - b.id);
  return sorted.filter((fill, i) => fill.id !== sorted[i - 1]?.id);
}

function checked(
  path: string,
  line: number,
  raw: { id: number; price: string; size: string; timeUs: number; buyerIsMaker: boolean },
): Fill {
  if (!Number.isSafeInteger(raw.id) || !Number.isSafeInteger(raw.timeUs) || raw.timeUs <= 0) {
    throw new Error(`${path}:${line}: not a trade`);
  }
  const scaled = (text: string) => toScaled(parseDecimal(text), 8);
  return { ...raw, price: scaled(raw.price), size: scaled(raw.size) };
}
