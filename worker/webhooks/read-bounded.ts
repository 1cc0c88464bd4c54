import { WickError } from "../../contract/errors.ts";

/** A request's body as text. @throws WickError payload_too_large, as soon as that is known. */
export async function readBounded(request: Request, mostBytes: number): Promise<string> {
  const tooLarge = () => new WickError("payload_too_large", `A message has at most ${mostBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) throw tooLarge();
  if (request.body === null) return "";
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > mostBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    parts.push(value);
  }
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
}
