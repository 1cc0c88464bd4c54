const SIZES = { local: 30, entry: 46, end: 22 } as const;

/**
 * A ZIP archive of one deflated file, as the public kline archive has them. The CRC is left 0: our reader goes by
 * the length, and by the checksum beside the archive.
 */
export function zipFile(
  name: string,
  content: Uint8Array,
  deflateRaw: (content: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const packed = deflateRaw(content);
  const title = new TextEncoder().encode(name);
  const local = new DataView(new ArrayBuffer(SIZES.local));
  local.setUint32(0, 0x04034b50, true);
  describe(local, 4);
  const entry = new DataView(new ArrayBuffer(SIZES.entry));
  entry.setUint32(0, 0x02014b50, true);
  entry.setUint16(4, 20, true);
  describe(entry, 6);
  const end = new DataView(new ArrayBuffer(SIZES.end));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, 1, true);
  end.setUint16(10, 1, true);
  end.setUint32(12, SIZES.entry + title.length, true);
  end.setUint32(16, SIZES.local + title.length + packed.length, true);
  return joined([bytesOf(local), title, packed, bytesOf(entry), title, bytesOf(end)]);

  /** What the file's own header and the directory have in common, from the version needed on. */
  function describe(view: DataView, at: number): void {
    view.setUint16(at, 20, true);
    view.setUint16(at + 4, 8, true);
    view.setUint32(at + 14, packed.length, true);
    view.setUint32(at + 18, content.length, true);
    view.setUint16(at + 22, title.length, true);
  }
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
