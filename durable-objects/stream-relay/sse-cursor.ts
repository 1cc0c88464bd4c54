/**
 * The opaque `id` of an SSE event: how far each of the stream's channels had come. A channel is named by a
 * hash, since an id goes out with every log event.
 */
export function formatCursor(positions: ReadonlyMap<string, number>): string {
  const parts: string[] = [];
  for (const [channel, seq] of positions) parts.push(`${hash(channel)}-${seq.toString(36)}`);
  return parts.join(".");
}

/** The positions a cursor holds of these channels. What is not understood is as good as absent. */
export function parseCursor(cursor: string, channels: readonly string[]): Record<string, number> {
  const known = new Map(channels.map((channel) => [hash(channel), channel]));
  const since: Record<string, number> = {};
  for (const part of cursor.split(".")) {
    const [key = "", position = ""] = part.split("-");
    const channel = known.get(key);
    const seq = /^[0-9a-z]{1,11}$/.test(position) ? Number.parseInt(position, 36) : Number.NaN;
    if (channel !== undefined && Number.isSafeInteger(seq)) since[channel] = seq;
  }
  return since;
}

/** FNV-1a, 32 bits, in base 36. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return (value >>> 0).toString(36);
}
