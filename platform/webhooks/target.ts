/** Names that never leave the machine or its network. */
const LOCAL_NAME = /(^|\.)(localhost|local|internal|lan|home|intranet|test|invalid)$/;

/**
 * Why a message may not be sent there; null where it may. In production only https to public hosts: an address that
 * points inwards would make the app a way into its own network. Elsewhere http and loopback are what tests need.
 */
export function refuseTarget(text: string, isProduction: boolean): string | null {
  if (!URL.canParse(text)) return "it is not a URL";
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "it is not an http(s) URL";
  if (url.username !== "" || url.password !== "") return "it carries a user or a password";
  if (!isProduction) return null;
  if (url.protocol !== "https:") return "it is not https";
  const host = url.hostname.replace(/\.$/, "");
  if (host.startsWith("[")) return isInnerIpv6(host.slice(1, -1)) ? "its address is not public" : null;
  // The URL parser has made 127.0.0.1 of 127.1, 0x7f000001 and the like.
  if (/^\d+(\.\d+){3}$/.test(host)) return isInnerIpv4(host) ? "its address is not public" : null;
  if (!host.includes(".") || LOCAL_NAME.test(host)) return "its name is not public";
  return null;
}

function isInnerIpv4(host: string): boolean {
  const [a = 0, b = 0, c = 0] = host.split(".").map(Number);
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) ||
    (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
    (a === 203 && b === 0 && c === 113)
  );
}

/** Public unicast is 2000::/3, without documentation, Teredo and 6to4, which carry other addresses within. */
function isInnerIpv6(host: string): boolean {
  const first = Number.parseInt(host.split(":")[0] || "0", 16);
  const isPublic = first >= 0x2000 && first <= 0x3fff;
  return !isPublic || /^(2001:(0?:|db8:)|2002:|3fff:)/.test(host);
}
