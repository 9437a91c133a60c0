import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Looks up the addresses of a host name; rejects when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Addresses outside the public Internet. Without 198.18.0.0/15 (benchmarks): proxies on developers'
 * machines resolve every name to that range.
 */
const NOT_PUBLIC = new BlockList();
for (
  const [network, prefix] of [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["224.0.0.0", 3],
  ] as const
) NOT_PUBLIC.addSubnet(network, prefix, "ipv4");

/** The public range of IPv6. The tunnels in it (6to4, Teredo) can lead to any IPv4 address. */
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet("2000::", 3, "ipv6");
const TUNNELS = new BlockList();
TUNNELS.addSubnet("2002::", 16, "ipv6");
TUNNELS.addSubnet("2001::", 32, "ipv6");

/**
 * Whether it is safe to fetch a URL from an untrusted sender: https on port 443 of a public name, whose
 * addresses are all public. With `allowsLoopback` also http and any port of this machine, for simulators.
 * A name that does not resolve is allowed: a proxy may resolve it, and without a proxy the fetch fails.
 */
export async function isPublicUrl(
  text: string,
  { allowsLoopback, resolve = resolveAll }: { allowsLoopback: boolean; resolve?: Resolve },
): Promise<boolean> {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  if (allowsLoopback && /^https?:$/.test(protocol) && isLoopbackHost(hostname)) return true;
  if (protocol !== "https:" || port !== "" || !isPublicName(hostname)) return false;
  const addresses = await resolve(hostname).catch(() => []);
  return addresses.every(isPublicAddress);
}

function isLoopbackHost(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** Refuses IP addresses, single labels, and names that are used only inside a network. */
function isPublicName(hostname: string): boolean {
  return /^[^.[\]]+(\.[^.[\]]+)*\.[a-z][a-z0-9-]+$/i.test(hostname) &&
    !/\.(localhost|local|localdomain|internal|intranet|lan|home|corp|svc|arpa|test|invalid)$/i.test(
      hostname,
    );
}

function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !NOT_PUBLIC.check(address, "ipv4");
  return PUBLIC_IPV6.check(address, "ipv6") && !TUNNELS.check(address, "ipv6");
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
