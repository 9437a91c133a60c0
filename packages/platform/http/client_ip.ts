/** What the listener knows about the peer. */
export interface PeerInfo {
  readonly remoteAddr?: { readonly hostname?: string } | undefined;
}

/**
 * The caller's address. With `trustedProxyHops` proxies of ours in front, it is the entry that the outermost of them has
 * appended to X-Forwarded-For. The entries to its left are the caller's own claim and are ignored.
 */
export function clientIp(
  request: Request,
  peer: PeerInfo | undefined,
  trustedProxyHops: number,
): string {
  const direct = plainAddress(peer?.remoteAddr?.hostname ?? "unknown");
  if (trustedProxyHops === 0) return direct;
  const forwarded = (request.headers.get("x-forwarded-for") ?? "").split(",")
    .map((entry) => plainAddress(entry.trim())).filter((entry) => entry !== "");
  // Fewer entries than proxies: the request did not pass all of them, so no entry can be trusted.
  return forwarded.at(-trustedProxyHops) ?? direct;
}

/** Removes the port that some proxies append, and the prefix of an IPv4 address such as `::ffff:192.0.2.1`. */
function plainAddress(address: string): string {
  const [, bracketed, ipv4] = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d+)?$/.exec(address) ?? [];
  return (bracketed ?? ipv4 ?? address).replace(/^::ffff:(?=\d+\.)/i, "");
}

/** Whether two addresses are probably behind the same router: the same IPv4 /24 or IPv6 /64. */
export function isSameNetwork(left: string, right: string): boolean {
  return left === right || networkOf(left) === networkOf(right);
}

/** The key of a rate limit: an IPv4 address, or the IPv6 /64, because one host has a whole /64. */
export function limitedAddress(address: string): string {
  return address.includes(":") ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (plain.includes(".")) return plain.split(".").slice(0, 3).join(".");
  const [head = "", tail] = plain.toLowerCase().split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const after = tail === "" ? [] : tail.split(":");
    while (groups.length + after.length < 8) groups.push("0");
    groups.push(...after);
  }
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, "")).join(":");
}
