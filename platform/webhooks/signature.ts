/**
 * Signatures as Standard Webhooks has them: `v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body`, the
 * timestamp in whole seconds. One header may carry several, a space between, while a secret is being changed.
 */

/** What is signed: header values and the body as it goes over the wire. */
export interface SignedMessage {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/** How far a message's timestamp may be from now, either way. */
const TOLERANCE_S = 5 * 60;
const PREFIX = "whsec_";

/** @param secret `whsec_` and base64, as tools make them, or any text, whose UTF-8 bytes are the key. */
export async function signMessage(secret: string, message: SignedMessage): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await keyOf(secret, "sign"), signedBytes(message));
  return `v1,${base64(new Uint8Array(mac))}`;
}

/** Whether one of the header's signatures is right. In constant time, since WebCrypto compares. */
export async function isSigned(secret: string, message: SignedMessage, header: string): Promise<boolean> {
  const key = await keyOf(secret, "verify");
  for (const part of header.split(" ").slice(0, 8)) {
    const [version, text] = part.split(",", 2);
    if (version !== "v1" || text === undefined) continue;
    const mac = bytesOf(text);
    if (mac === undefined) continue;
    if (await crypto.subtle.verify("HMAC", key, mac, signedBytes(message))) return true;
  }
  return false;
}

/** Whether a message of that time may still, or already, be taken. */
export function isTimely(timestamp: number, nowMs: number): boolean {
  return Math.abs(nowMs / 1_000 - timestamp) <= TOLERANCE_S;
}

async function keyOf(secret: string, use: "sign" | "verify") {
  const coded = secret.startsWith(PREFIX) ? bytesOf(secret.slice(PREFIX.length)) : undefined;
  const bytes = coded ?? new Uint8Array(new TextEncoder().encode(secret));
  return await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, [use]);
}

function signedBytes({ id, timestamp, body }: SignedMessage): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(`${id}.${timestamp}.${body}`));
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Undefined where the text is no base64. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
