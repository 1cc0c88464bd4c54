const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const STORED = 0;
const DEFLATED = 8;

/** What makes an archive file unusable. */
export class BadArchive extends Error {
  override readonly name = "BadArchive";
}

/**
 * The content of a ZIP archive's only file, as a stream: only the compressed bytes are in memory.
 * @throws BadArchive when it is not a ZIP archive of one stored or deflated file; the stream fails where the
 * content is damaged or not as long as the archive says.
 */
export function unzipOnly(archive: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  if (view.getUint16(end + 10, true) !== 1) throw new BadArchive("not one file in the archive");
  const entry = view.getUint32(end + 16, true);
  if (entry + 46 > end || view.getUint32(entry, true) !== ENTRY) throw new BadArchive("no directory");
  const method = view.getUint16(entry + 10, true);
  const packed = view.getUint32(entry + 20, true);
  const size = view.getUint32(entry + 24, true);
  const local = view.getUint32(entry + 42, true);
  if (local + 30 > entry || view.getUint32(local, true) !== LOCAL) throw new BadArchive("no file header");
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > entry) throw new BadArchive("the file is cut off");
  const content = new Blob([archive.subarray(start, start + packed)]).stream();
  if (method === STORED) return content.pipeThrough(ofLength(size));
  if (method !== DEFLATED) throw new BadArchive(`compressed by method ${method}`);
  return content.pipeThrough(new DecompressionStream("deflate-raw")).pipeThrough(ofLength(size));
}

/** The end record is the last thing in the archive, but for a comment. */
function findEnd(view: DataView): number {
  const least = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= least; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new BadArchive("not a ZIP archive");
}

function ofLength(size: number): TransformStream<Uint8Array, Uint8Array> {
  let seen = 0;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.length;
      if (seen > size) controller.error(new BadArchive(`longer than the ${size} bytes it should have`));
      else controller.enqueue(chunk);
    },
    flush(controller) {
      if (seen !== size) controller.error(new BadArchive(`${seen} bytes, not ${size}`));
    },
  });
}
