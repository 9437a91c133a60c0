/** What the listener knows of the other end. */
export interface PeerInfo {
  readonly remoteAddr?: { readonly hostname?: string } | undefined;
}

/**
 * The caller's address. With `trustedProxyHops` proxies of ours in front, the entry that the outermost of
 * them has appended to X-Forwarded-For; what stands left of it is the caller's own claim and is not believed.
 */
export function clientIp(
  request: Request,
  peer: PeerInfo | undefined,
  trustedProxyHops: number,
): string {
  const direct = peer?.remoteAddr?.hostname ?? "unknown";
  if (trustedProxyHops === 0) return direct;
  const forwarded = (request.headers.get("x-forwarded-for") ?? "").split(",")
    .map((entry) => entry.trim()).filter((entry) => entry !== "");
  return forwarded.at(-trustedProxyHops) ?? forwarded[0] ?? direct;
}

/** Whether two addresses are likely behind the same router: the same IPv4 /24 or IPv6 /64. */
export function isSameNetwork(left: string, right: string): boolean {
  return left === right || networkOf(left) === networkOf(right);
}

function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
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
