/** The groups of an IPv6 address that name a network: a client has all the addresses below them. */
const NETWORK_GROUPS = 4;

/**
 * Who a client is, as far as can be told: the IPv4 address Cloudflare saw, or the /64 network of an IPv6
 * address. Undefined where there is none, and for this machine's own (a local run), which may be anybody.
 */
export function clientAddress(connectingIp: string | null | undefined): string | undefined {
  const text = (connectingIp ?? "").trim().toLowerCase();
  if (text === "" || text === "::1" || /^(::ffff:)?127\./.test(text)) return undefined;
  if (!text.includes(":")) return text;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail = ""] = text.split("::");
  const [first, last] = [head, tail].map((part) => part.split(":").filter(Boolean));
  const missing = Math.max(0, 8 - (first?.length ?? 0) - (last?.length ?? 0));
  const groups = [...(first ?? []), ...Array.from({ length: missing }, () => "0"), ...(last ?? [])];
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}
