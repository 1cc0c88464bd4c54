/** A text as a whole WebSocket frame of a server: unmasked, ready to be written to the socket as it is. */
export function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = headOf(body.length);
  return Buffer.concat([head, body]);
}

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length]);
  if (length > 0xffff) throw new RangeError(`no benchmark sends a frame of ${length} bytes`);
  return Buffer.from([0x81, 126, length >> 8, length & 0xff]);
}
