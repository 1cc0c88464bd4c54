import { z } from "zod";

const METHODS = ["SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"] as const;
const IdSchema = z.union([z.number().int(), z.string().regex(/^[\w-]{1,36}$/), z.null()]);

/** A client's frame, understood or answered with an error. */
export type Command =
  | {
      readonly method: "SUBSCRIBE" | "UNSUBSCRIBE";
      readonly streams: readonly string[];
      readonly id: unknown;
    }
  | { readonly method: "LIST_SUBSCRIPTIONS" | "GET_PROPERTY"; readonly id: unknown }
  | { readonly method: "SET_PROPERTY"; readonly combined: boolean; readonly id: unknown }
  | { readonly error: { readonly code: number; readonly msg: string; readonly id?: unknown } };

/** Parses a frame by the exchange's rules and with its error texts. */
export function parseCommand(text: string): Command {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { error: { code: 3, msg: "Invalid JSON: expected value at line 1 column 1" } };
  }
  const shape = z
    .object({ method: z.unknown().optional(), params: z.unknown().optional(), id: z.unknown().optional() })
    .safeParse(json);
  if (!shape.success) return { error: { code: 2, msg: "Invalid request: expected an object" } };
  const { method, params, id } = shape.data;
  if (method === undefined) {
    return { error: { code: 2, msg: "Invalid request: missing field `method` at line 1 column 2" } };
  }
  const known = METHODS.find((name) => name === method);
  if (known === undefined) {
    const expected = METHODS.map((name) => `\`${name}\``).join(", ");
    const msg = `Invalid request: unknown variant \`${String(method)}\`, expected one of ${expected} at line 1 column 2`;
    return { error: { code: 2, msg } };
  }
  const parsedId = IdSchema.safeParse(id);
  if (!parsedId.success) {
    return { error: { code: 2, msg: "Invalid request: request ID must be an unsigned integer" } };
  }
  return withParams(known, params, parsedId.data);
}

function withParams(method: (typeof METHODS)[number], params: unknown, id: unknown): Command {
  switch (method) {
    case "LIST_SUBSCRIPTIONS":
      return { method, id };
    case "SUBSCRIBE":
    case "UNSUBSCRIBE": {
      const streams = z.array(z.string()).safeParse(params);
      if (!streams.success) {
        return { error: { code: 2, msg: "Invalid request: params must be a list of streams", id } };
      }
      return { method, streams: streams.data, id };
    }
    case "GET_PROPERTY":
    case "SET_PROPERTY": {
      const list = z.array(z.unknown()).catch([]).parse(params);
      const [property, value] = list;
      if (typeof property !== "string") {
        return { error: { code: 2, msg: "Invalid request: property name must be a string", id } };
      }
      if (property !== "combined") return { error: { code: 0, msg: "Unknown property", id } };
      if (method === "GET_PROPERTY") return { method, id };
      if (typeof value !== "boolean") {
        return { error: { code: 1, msg: "Invalid value type: expected Boolean", id } };
      }
      return { method, combined: value, id };
    }
    default:
      return method satisfies never;
  }
}
