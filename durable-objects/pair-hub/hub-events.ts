import { z } from "zod";

const BarSchema = z.object({
  openTime: z.number(),
  close: z.number(),
  final: z.boolean(),
  revision: z.number(),
});
export type HubBar = z.infer<typeof BarSchema>;

const EventSchema = z.object({
  type: z.enum(["snapshot", "update", "gap"]),
  data: z.union([z.object({ bar: BarSchema }), z.object({ bars: z.array(BarSchema) }), z.object({})]),
});

/** The bars of an event of `bars:SYM:TF`, and whether it is a snapshot; none where it tells of something else. */
export function barsOfEvent(json: string): {
  readonly isSnapshot: boolean;
  readonly bars: readonly HubBar[];
} {
  const { type, data } = EventSchema.parse(JSON.parse(json));
  const bars = "bars" in data ? data.bars : "bar" in data ? [data.bar] : [];
  return { isSnapshot: type === "snapshot", bars };
}
