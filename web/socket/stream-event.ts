/** A data event of the stream. `data` depends on the channel; its decimals are JSON numbers. */
export interface StreamEvent {
  readonly ch: string;
  /** Belongs to the channel: grows by one with every log event, and is repeated by state events. */
  readonly seq: number;
  readonly type: "snapshot" | "update" | "gap";
  /** Milliseconds since the epoch, the exchange's clock. */
  readonly ts: number;
  readonly data: unknown;
}

/** A control frame, as far as a client acts on it. */
export type Control =
  | {
      readonly op: "error";
      readonly code: string;
      readonly detail: string;
      readonly channels: readonly string[];
    }
  | { readonly op: "shutdown"; readonly retryInMs: number };

export interface Frame {
  readonly events: readonly StreamEvent[];
  readonly control?: Control;
}

const NOTHING: Frame = { events: [] };

/** Reads a frame: an event, a pack of events or a control frame. What is not understood is nothing. */
export function readFrame(text: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return NOTHING;
  }
  if (Array.isArray(value)) return { events: value.filter(isEvent) };
  if (isEvent(value)) return { events: [value] };
  if (!isRecord(value) || typeof value.op !== "string") return NOTHING;
  if (value.op === "shutdown") {
    const retryInMs = typeof value.retryInMs === "number" ? value.retryInMs : 0;
    return { events: [], control: { op: "shutdown", retryInMs } };
  }
  if (value.op !== "error") return NOTHING;
  const { code, detail, channels } = value;
  return {
    events: [],
    control: {
      op: "error",
      code: typeof code === "string" ? code : "internal",
      detail: typeof detail === "string" ? detail : "",
      channels: Array.isArray(channels) ? channels.filter((one) => typeof one === "string") : [],
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isEvent(value: unknown): value is StreamEvent {
  return (
    isRecord(value) &&
    typeof value.ch === "string" &&
    Number.isSafeInteger(value.seq) &&
    typeof value.ts === "number" &&
    (value.type === "snapshot" || value.type === "update" || value.type === "gap")
  );
}
