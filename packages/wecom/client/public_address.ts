import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Finds the addresses of a host name; throws when it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * Everything that is not the Internet. Not 198.18.0.0/15 (measurements): proxies on developers' machines answer with it
 * for every name.
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

/** The only addresses of IPv6 that are given out, without the tunnels (6to4, Teredo) that lead to any IPv4. */
const GIVEN_OUT = new BlockList();
GIVEN_OUT.addSubnet("2000::", 3, "ipv6");
const TUNNELS = new BlockList();
TUNNELS.addSubnet("2002::", 16, "ipv6");
TUNNELS.addSubnet("2001::", 32, "ipv6");

/**
 * Whether a URL that a stranger may have chosen can be asked: https at the usual port of a public name, all of whose
 * addresses are public. With `allowsLoopback`, also http and any port on this machine, where simulators are. A name that
 * cannot be resolved is left to the proxy that may be on the way; without one, asking it fails too.
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

/** No address, no single label, and none of the names that only mean something inside a network. */
function isPublicName(hostname: string): boolean {
  return /^[^.[\]]+(\.[^.[\]]+)*\.[a-z][a-z0-9-]+$/i.test(hostname) &&
    !/\.(localhost|local|localdomain|internal|intranet|lan|home|corp|svc|arpa|test|invalid)$/i.test(
      hostname,
    );
}

function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !NOT_PUBLIC.check(address, "ipv4");
  return GIVEN_OUT.check(address, "ipv6") && !TUNNELS.check(address, "ipv6");
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
